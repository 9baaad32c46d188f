<script>
// Runs once a page. One listener for the whole page: sources open in a tab of their own, and all cards open or close at once.
(() => {
  if (window.hzCards) return;
  window.hzCards = true;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.hz-away");
    if (link) {
      event.preventDefault();
      window.open(link.href, "_blank", "noopener,noreferrer");
      return;
    }
    const tile = event.target.closest("a.hz-tile");
    if (tile) {
      event.preventDefault();
      const group = document.querySelector("section" + tile.getAttribute("href"));
      if (group) {
        group.scrollIntoView({ block: "start" });
        const first = group.querySelector("summary");
        if (first) first.focus({ preventScroll: true });
      }
      return;
    }
    const button = event.target.closest("[data-hz='expand']");
    if (button) {
      const open = button.textContent.trim() === "全部展开";
      document.querySelectorAll("details.hz-card").forEach((card) => { card.open = open; });
      button.textContent = open ? "全部收起" : "全部展开";
    }
  });
})();
</script>
