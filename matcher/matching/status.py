"""Status of a policy at a date (状态), and the group a person sees (分组); never mixed with the verdict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from matcher.language.values import Truth
from matcher.policies.model import DRAFT, EXPIRED, REPEALED, UNSURE, Policy

NOT_IN_FORCE, NOT_OPEN, OPEN, ALWAYS_OPEN = "未生效", "未开始", "申报中", "长期"
CLOSED, VOID, TO_CHECK = "已截止", "失效", "待核"
STATUSES = (NOT_IN_FORCE, NOT_OPEN, OPEN, ALWAYS_OPEN, CLOSED, VOID, TO_CHECK)

CAN_APPLY, FITS, NEAR, UNDETERMINED, UNFIT = "可申报", "符合(窗口未开或待核)", "差一点", "待核实", "不符合"
GROUPS = (CAN_APPLY, FITS, NEAR, UNDETERMINED, UNFIT)
"""In the order in which a person wants to see them."""


def status_of(policy: Policy, as_of: dt.date) -> str:
    """The policy's status at a date: what its document and its window say; 待核 where the source is silent."""
    document = policy.document
    if document.state == REPEALED:
        return VOID
    if document.effective_to is not None and as_of > document.effective_to:
        return VOID
    if document.state == EXPIRED and document.effective_to is None:
        return VOID
    if document.state == DRAFT or (document.effective_from is not None and as_of < document.effective_from):
        return NOT_IN_FORCE
    return _window_status(policy, as_of)


def _window_status(policy: Policy, as_of: dt.date) -> str:
    application = policy.application
    if application.always:
        return TO_CHECK if policy.document.state == UNSURE else ALWAYS_OPEN
    if not application.windows:
        return TO_CHECK
    current = [
        w for w in application.windows if (not w.start or w.start <= as_of) and (not w.end or as_of <= w.end)
    ]
    if any(window.end is None for window in current):
        return TO_CHECK  # opened, and the source does not say when it closes
    if current:
        return OPEN
    return NOT_OPEN if any(w.start and w.start > as_of for w in application.windows) else CLOSED


def deadline(policy: Policy, as_of: dt.date) -> dt.date | None:
    """The last day on which one may apply, of the window that is open or opens next."""
    ends = [
        window.end for window in policy.application.windows if window.end is not None and window.end >= as_of
    ]
    return min(ends, default=None)


def may_push(policy: Policy) -> bool:
    """Whether the policy may be pushed at all: drafts and repealed ones never are."""
    return policy.document.state not in (DRAFT, REPEALED)


def group_of(truth: Truth, near: bool, status: str) -> str:
    """The group of a match: its verdict, split by whether one can apply now."""
    if truth is True:
        return CAN_APPLY if status in (OPEN, ALWAYS_OPEN) else FITS
    if truth is None:
        return UNDETERMINED
    return NEAR if near else UNFIT


def turning_days(policy: Policy, as_of: dt.date) -> Iterator[dt.date]:
    """The days after `as_of` on which the status changes."""
    days = [
        policy.document.effective_from,
        policy.document.effective_to and policy.document.effective_to + dt.timedelta(1),
    ]
    for window in policy.application.windows:
        days += [window.start, window.end and window.end + dt.timedelta(1)]
    yield from sorted(day for day in days if day and day > as_of)
