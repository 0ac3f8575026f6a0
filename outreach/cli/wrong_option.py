"""What to type instead of an option that a command does not have; imported only when somebody typed one."""

from difflib import get_close_matches

import click

from outreach.locale import say

_NEAR = 0.65  # of the bare words: “--no-input” is not nearly “--encoding”
_OTHER_WORDS = {  # what other programs call it: what is called so here, where a command has it
    "--force": "--yes", "-f": "--yes", "-y": "--yes", "--assume-yes": "--yes", "--confirm": "--yes",
    "-n": "--dry-run", "--dry": "--dry-run", "--simulate": "--dry-run", "--preview": "--dry-run",
    "--help-all": "--help", "-?": "--help", "--charset": "--encoding", "--separator": "--delimiter",
    "--sep": "--delimiter", "--kind": "--as", "--type": "--as",
}  # fmt: skip


def mended(wrong: click.NoSuchOption) -> click.UsageError:
    """The same said better: what is near, what goes by another word here, or what stands before the command."""
    text = say("There is no option “{name}”.", name=wrong.option_name)
    hint = _before_the_command(wrong) or _meant(wrong)
    return click.UsageError(f"{text} {hint}".rstrip(), ctx=wrong.ctx)


def _before_the_command(wrong: click.NoSuchOption) -> str:
    root = wrong.ctx.find_root() if wrong.ctx else None
    if root is None or root is wrong.ctx or wrong.option_name not in _options(root):
        return ""
    assert wrong.ctx is not None
    words = wrong.ctx.command_path.split()
    typed = " ".join(["outreach", wrong.option_name, *words[1:]])
    return say("It stands before the command: {typed}", typed=typed)


def _meant(wrong: click.NoSuchOption) -> str:
    known = {name.lstrip("-"): name for name in _options(wrong.ctx) if name.startswith("--")}
    word = wrong.option_name
    if _OTHER_WORDS.get(word) in known.values():
        return say("Did you mean “{meant}”?", meant=_OTHER_WORDS[word])
    bare = word.lstrip("-")
    longer = [name for name in known if name.startswith(bare)] if len(bare) > 1 else []
    near = longer or get_close_matches(bare, known, n=1, cutoff=_NEAR)
    return say("Did you mean “{meant}”?", meant=known[near[0]]) if near else ""


def _options(context: click.Context | None) -> set[str]:
    if context is None:
        return set()
    params = context.command.get_params(context)
    return {
        name for param in params if isinstance(param, click.Option) for name in (*param.opts, *param.secondary_opts)
    }
