"""Every setting of an installation: its name in the environment, what it means, what holds without it.

The reference in docs/operate.md is written from here (`tools/settings_reference.py`); a test holds that nothing
else is read. A secret may stand in a file instead: COMMONHALL_SECRET_KEY_FILE=/run/secrets/key.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Setting:
    """One of them. otherwise: its default; shown: the default in words, where it is made from others."""

    name: str
    meaning: str
    otherwise: str = ""
    shown: str = ""
    secret: bool = False


GROUPS: dict[str, tuple[Setting, ...]] = {
    "The place": (
        Setting("COMMONHALL_HOME", "Folder for data, keys, mail and uploads", "var", "./var"),
        Setting(
            "COMMONHALL_SITE_NAME", "The place's name in the header and in letters", "Commonhall"
        ),
        Setting("COMMONHALL_DOMAIN", "Host name people use", "localhost"),
        Setting(
            "COMMONHALL_URL",
            "Address people use, where it is not the domain alone",
            "",
            "http(s)://DOMAIN, with :8000 without TLS",
        ),
        Setting("COMMONHALL_ALLOWED_HOSTS", "Further host names, comma-separated"),
        Setting("COMMONHALL_NOTICE", "A line shown on every page"),
        Setting("COMMONHALL_CURRENCY", "ISO 4217 code of the place's money", "EUR"),
        Setting(
            "COMMONHALL_LANGUAGES",
            'The hall\'s languages, its own first: "de,en"; until it stores a choice',
            "",
            "all that are whole",
        ),
        Setting(
            "COMMONHALL_LOCALE",
            "Folder of further languages (docs/add-a-language.md)",
            "",
            "locale in COMMONHALL_HOME",
        ),
        Setting("COMMONHALL_TIME_ZONE", "Local time shown to people, such as Europe/Warsaw", "UTC"),
        Setting(
            "COMMONHALL_MAP_TILES",
            "Tile server, an address with {z}/{x}/{y}; the hall fetches its tiles and keeps them",
            "",
            "the hall's own base map",
        ),
        Setting("COMMONHALL_MAP_ATTRIBUTION", "Whose tiles they are, shown on every map"),
        Setting("COMMONHALL_MAP_KEPT_MB", "How many MB of tiles are kept", "300"),
        Setting(
            "COMMONHALL_SECURITY_CONTACT",
            "Who takes reports of weaknesses: mailto:… or https://…, for /.well-known/security.txt",
            "",
            "no such file",
        ),
    ),
    "Database and files": (
        Setting(
            "DATABASE_URL",
            "sqlite:////absolute/path, or postgresql://user:password@host:5432/name",
            "",
            "SQLite in COMMONHALL_HOME",
            secret=True,
        ),
        Setting(
            "COMMONHALL_FILES_URL",
            "Where photos are kept: s3://key:secret@host/bucket/folder?region=…, s3+http://…, or file:",
            "file:",
            "uploads in COMMONHALL_HOME",
            secret=True,
        ),
        Setting(
            "COMMONHALL_MIGRATE",
            '"0": `serve` leaves the database\'s shape alone, as with --no-migrate',
            "1",
        ),
        Setting(
            "COMMONHALL_RECORD_ORIGIN",
            "Name of the record's first log; it keeps the one it was opened under",
            "",
            "DOMAIN/record",
        ),
        Setting(
            "COMMONHALL_WITNESS",
            '"1": others\' logs that `commonhall witness add` names are cosigned at /record/witness/',
            "",
            "off",
        ),
        Setting(
            "COMMONHALL_CLOCK_JUMP_HOURS",
            "How far the clock may run ahead of the last sign of life before it must be confirmed; "
            "0: any span",
            "72",
        ),
        Setting(
            "COMMONHALL_CLOCK_STEP_MINUTES",
            "How far the clock may step ahead while the machine runs before it must be confirmed; 0: any step",
            "10",
        ),
    ),
    "Web and proxies": (
        Setting(
            "COMMONHALL_FETCH_PRIVATE",
            '"1" lets `commonhall import` read from servers in networks of one\'s own',
            "",
            "off",
        ),
        Setting("COMMONHALL_HTTPS", '"1" behind TLS: secure cookies, HSTS', "", "off"),
        Setting(
            "COMMONHALL_HSTS",
            'With TLS, browsers must use it for two years: "subdomains": also below the host; "preload": the same, and '
            'it may go on the browsers\' lists; "host": the host alone',
            "subdomains",
        ),
        Setting(
            "COMMONHALL_READ_SECONDS",
            "Seconds of CPU a minute that one address without sign-in may use for reading, in each web process; 0: any",
            "20",
        ),
        Setting(
            "COMMONHALL_TRUSTED_PROXIES",
            "Networks of the hall's own proxies, whose X-Forwarded-For is believed",
            "127.0.0.0/8,::1",
        ),
        Setting("COMMONHALL_SECRET_KEY", "Signs sessions", "", "made once, in keys/", secret=True),
        Setting(
            "COMMONHALL_SECRET_KEY_OLD",
            "The key before, while sessions signed with it are still taken",
            secret=True,
        ),
    ),
    "Residents and sign-in": (
        Setting(
            "COMMONHALL_ACTING_IDLE_MINUTES",
            "After so long without use a session no longer acts in an office",
            "60",
        ),
        Setting(
            "COMMONHALL_ROLL_KEYS",
            'Keys the roll of residents is hashed under, newest first: "2:secret,1:secret"',
            "",
            "keys/roll_keys in COMMONHALL_HOME",
            secret=True,
        ),
        Setting(
            "COMMONHALL_ENTRY_KEY",
            "Secret that marks the record's entries as written here: 64 hexadecimal digits, the same on all machines",
            "",
            "keys/entries.hmac in COMMONHALL_HOME",
            secret=True,
        ),
        Setting(
            "COMMONHALL_DISPUTES_KEY",
            "Secret that seals the words of disputes: 64 hexadecimal digits, the same on all machines",
            "",
            "keys/disputes.key in COMMONHALL_HOME",
            secret=True,
        ),
        Setting("COMMONHALL_OIDC_SERVER", "https address of an OpenID provider to sign in by"),
        Setting("COMMONHALL_OIDC_NAME", "Its name on the button", "OpenID"),
        Setting("COMMONHALL_OIDC_CLIENT", "Our id there"),
        Setting("COMMONHALL_OIDC_SECRET", "Our secret there", secret=True),
        Setting("COMMONHALL_OIDC_RESIDENCE_CLAIM", "The claim that says where somebody lives"),
        Setting(
            "COMMONHALL_OIDC_PLACES",
            'Which of our places its values are: "0301=root,0302=north"',
        ),
        Setting(
            "COMMONHALL_OIDC_LEVEL_CLAIM",
            "The claim that says how surely somebody was recognised",
            "acr",
        ),
        Setting("COMMONHALL_OIDC_LEVELS", "The values of it that suffice, comma-separated"),
    ),
    "Letters": (
        Setting(
            "COMMONHALL_EMAIL_URL",
            "smtp://user:password@host:25, smtp+tls://… (STARTTLS), smtps://…, or file:",
            "file:",
            secret=True,
        ),
        Setting("COMMONHALL_FROM", "Sender of letters", "", "SITE_NAME <hall@DOMAIN>"),
        Setting(
            "COMMONHALL_MAIL_IN",
            "Address to which people may write, such as hall@town.example; hall+…@town.example must come in, too",
            "",
            "no mail comes in",
        ),
        Setting("COMMONHALL_MAIL_IN_MOST_MB", "Largest message taken in, in MB", "15"),
        Setting(
            "COMMONHALL_IMAP_HOST",
            "Server from which mail is fetched",
            "",
            "none: by `commonhall mail receive`",
        ),
        Setting("COMMONHALL_IMAP_PORT", "Its port", "", "993; without TLS from the first byte 143"),
        Setting("COMMONHALL_IMAP_TLS", '"tls", "starttls" or "none"', "tls"),
        Setting("COMMONHALL_IMAP_USER", "Our user there"),
        Setting("COMMONHALL_IMAP_PASSWORD", "Our password there", secret=True),
        Setting("COMMONHALL_IMAP_FOLDER", "Folder that is read", "INBOX"),
    ),
    "Practice town": (
        Setting(
            "COMMONHALL_PRACTICE_URL",
            "Address of the practice town, a host or port of its own: https://practice.town.example. Lessons lead to it, and "
            "`serve` runs it, too",
            "",
            "no practice town",
        ),
        Setting(
            "COMMONHALL_PRACTICE_PORT",
            "Port on which `serve` runs it on this machine; 0: it runs elsewhere",
            "8001",
        ),
        Setting(
            "COMMONHALL_PRACTICE_HALL",
            "Set by `commonhall practice` alone: the hall's address, to which the practice town leads back",
        ),
    ),
    "Watching": (
        Setting("COMMONHALL_LOG", '"json": one object a line, with request ids', "plain"),
        Setting(
            "COMMONHALL_METRICS_TOKEN",
            "Bearer token that opens /metrics and the details of /health/ready",
            secret=True,
        ),
        Setting("COMMONHALL_METRICS_NETWORKS", "Networks that need no token for them"),
        Setting("COMMONHALL_DISK_LIMIT_MB", "Free space in MB that the home's disk needs", "500"),
        Setting("COMMONHALL_JOBS_WAIT_MINUTES", "How long work in the background may wait", "10"),
        Setting("COMMONHALL_LETTERS_WAIT_MINUTES", "How long a letter may wait", "60"),
        Setting(
            "COMMONHALL_SILENT_SECONDS",
            "How long timer and worker may give no sign of life",
            "180",
        ),
        Setting(
            "COMMONHALL_FAILED_SIGN_INS",
            "How many sign-ins may fail in an hour before it is told; 0: any number",
            "100",
        ),
        Setting(
            "COMMONHALL_BACKUP_DAYS",
            "How old the last `commonhall backup` may be; 0 where backups are made by other means",
            "3",
        ),
        Setting(
            "COMMONHALL_ALERT_MAIL", "Addresses told when something does not work, comma-separated"
        ),
        Setting(
            "COMMONHALL_ALERT_WEBHOOK",
            "Address that takes the same as JSON by POST",
            secret=True,
        ),
    ),
    "For developers": (
        Setting("COMMONHALL_DEBUG", '"1": tracebacks on pages; never in service', "", "off"),
        Setting("COMMONHALL_GALLERY", '"1" shows every component at /gallery/', "", "off"),
        Setting(
            "COMMONHALL_DEMO_SECOND_FACTOR",
            "Set by `commonhall demo` alone: everybody's public secret in a fictional town",
        ),
    ),
}
SETTINGS = {one.name: one for group in GROUPS.values() for one in group}


def read(name: str) -> str:
    """A setting's value, from the environment or the file it names, else its default."""
    setting = SETTINGS[name]
    if setting.secret and (path := os.environ.get(f"{name}_FILE")):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ValueError(f"{name}_FILE: {path} cannot be read: {error.strerror}") from error
    return os.environ.get(name, setting.otherwise)


def on(name: str) -> bool:
    return read(name) == "1"


def listed(name: str) -> list[str]:
    """The words of a comma-separated setting."""
    return [word for one in read(name).split(",") if (word := one.strip())]


def number(name: str) -> int:
    """A whole number that is not negative. Raises ValueError naming the setting."""
    given = read(name)
    if not given.isascii() or not given.isdigit():
        raise ValueError(
            f'{name}: "{given}" is no whole number; write it like {SETTINGS[name].otherwise}'
        )
    return int(given)


def one_of(name: str, choices: Iterable[str]) -> str:
    """One of a few words. Raises ValueError naming them."""
    given = read(name)
    if given not in choices:
        raise ValueError(f'{name}: "{given}" is none of: {", ".join(choices)}')
    return given


def origin(name: str) -> str:
    """An address without a path, such as https://practice.town.example, or "". Raises ValueError naming the setting.

    Below a path of the hall's own host, a page of the one could act in the other.
    """
    given = read(name).rstrip("/")
    parts = urlsplit(given)
    whole = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    if given and (not whole or given != f"{parts.scheme}://{parts.netloc}"):
        raise ValueError(
            f'{name}: "{given}" is no address without a path; write it like https://practice.town.example'
        )
    return given


def reference() -> str:
    """The settings as Markdown: one table a group."""
    parts = []
    for title, group in GROUPS.items():
        rows = [f"| `{one.name}` | {one.meaning} | {_default(one)} |" for one in group]
        parts.append(
            "\n".join(
                [f"### {title}", "", "| variable | meaning | default |", "|---|---|---|", *rows]
            )
        )
    return "\n\n".join(parts) + "\n"


def _default(one: Setting) -> str:
    return one.shown or (f"`{one.otherwise}`" if one.otherwise else "none")
