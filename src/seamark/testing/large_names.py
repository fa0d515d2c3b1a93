"""Names that people and programs give, and that a screen has to bear: all of them are valid."""

from typing import Final

EMOJI: Final = "👩🏽‍🚀🚀 launch 🇪🇺 ½ ok"
RIGHT_TO_LEFT: Final = "تجربة التعلم 42 בדיקה"
OVERRIDE: Final = "name\u202egnp.exe\u2066 with marks that turn"
STACKED: Final = "Z̸̧̢̛͎͍a̴̗̟l̵̡̗g̶̗̈o̷͎̊ " + "ă̖" * 20
HTML: Final = "<img src=x onerror=document.title='taken'><b>bold</b>"
SCRIPT: Final = "</title><script>document.title='taken'</script>"
LONG: Final = "a-name-of-seven-hundred-characters-without-a-place-to-break-" * 11 + "until-its-end-here-and-now"
WORDS: Final = "a name of many words that goes on " * 18 + "until its end"
WIDE: Final = "﷽𒐫⸻ wide ꧅"
SPACES: Final = "two  spaces\u00a0and\u3000others\u200b, none seen"
FORMULA: Final = "=HYPERLINK(1) %s %00 &amp; {{7*7}} ${x} \\"

ABSURD: Final = (EMOJI, RIGHT_TO_LEFT, OVERRIDE, STACKED, HTML, SCRIPT, LONG, WORDS, WIDE, SPACES, FORMULA)
"""Names of runs and, as `make_path` turns them, of fields."""


def make_path(name: str) -> str:
    """Return a name as one part of a field's path, which has no empty parts."""
    return name.replace("/", "∕").strip()
