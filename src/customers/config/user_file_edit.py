"""Change one setting in the user's configuration file; comments and all other lines stay as they are."""

import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from customers import filesystem
from customers.config.layers import SHOP_ALLOWED, SHOP_NAME, Layers, section_of
from customers.config.settings import SETTINGS, Setting, parse, read_settings
from customers.config.user_file import DEFAULT_SHOP, SHOP, UserFile, key_of, parse_user_file, read_text, user_file_path, variable_of
from customers.domain.text import did_you_mean
from customers.errors import BrokenConfigurationError, InvalidSettingError, UsageError

# Values that need no quotation marks.
_BARE = re.compile(r"true|false|0|[1-9][0-9]{0,15}")


def find_setting(name: str) -> Setting:
    """Return the setting of a name, in any case and with or without the prefix.

    Raises:
        UsageError: there is none.
    """
    variable = variable_of(name)
    setting = next((setting for setting in SETTINGS if setting.name == variable), None)
    if setting is None:
        names = [setting.name for setting in SETTINGS]
        raise UsageError(problem=f"no setting {name!r}", hint=did_you_mean(variable, names) + f"The settings are {', '.join(names)}")
    return setting


def set_value(setting: Setting, value: str, shop: str | None) -> str:
    """Set a value, at the top of the file or in the section of a shop, which is made where it does not exist.

    Returns:
        The name of the place, for messages.

    Raises:
        UsageError: the setting or the shop cannot be there.
        InvalidSettingError: the value is not allowed, alone or beside the others.
        UnwritableFileError, BrokenConfigurationError: the file cannot be written, or is broken.
    """
    if shop is not None and not SHOP_NAME.fullmatch(shop):
        raise UsageError(problem=f"{shop!r} cannot be the name of a shop", hint="it has letters, digits, - and _")
    if shop is not None and setting.name == SHOP:
        raise UsageError(problem=f"{DEFAULT_SHOP} is not a setting of one shop", hint="it is the same for the whole file")
    parse(setting, value)
    path, text = _present()
    before = parse_user_file(text, path)
    if setting.name == SHOP and value not in before.shops:
        known = ", ".join(before.shops) or "there is none"
        raise InvalidSettingError(name=DEFAULT_SHOP, value=value, allowed=f"{SHOP_ALLOWED}: {known}")
    after = _with_value(before, setting.name, value, shop)
    _check(before, after, shop)
    lines = text.splitlines()
    _insert(lines, setting.name, value if _BARE.fullmatch(value) else json.dumps(value, ensure_ascii=False), shop)
    _write(path, lines, after)
    return after.source(shop)


def unset_value(setting: Setting, shop: str | None) -> tuple[str, bool]:
    """Remove a setting from the top of the file or from the section of a shop; the section goes with its last setting.

    Returns:
        The name of the place, for messages, and whether the setting was there.

    Raises:
        UnknownShopError: the file has no section of the shop.
        UnwritableFileError, BrokenConfigurationError: the file cannot be written, or is broken.
    """
    path, text = _present()
    before = parse_user_file(text, path)
    place = before.source(shop)
    if setting.name not in (before.top if shop is None else section_of(before, shop)):
        return place, False
    after = _without_value(before, setting.name, shop)
    lines = text.splitlines()
    begin, end = _range(lines, shop)
    lines[begin:end] = [line for line in lines[begin:end] if _variable(line) != setting.name]
    if shop is not None and shop not in after.shops and begin > 0:
        del lines[begin - 1]
    _write(path, lines, after)
    return place, True


def _present() -> tuple[Path, str]:
    """Return the path of the file, the target of a link, and its text."""
    path = user_file_path()
    text = read_text(path)
    return (Path(os.path.realpath(path)) if path.is_symlink() else path), text


def _check(before: UserFile, after: UserFile, shop: str | None) -> None:
    """Refuse a value that does not go with the others of the file, unless these were wrong before."""
    try:
        read_settings(_layers(before, shop))
    except InvalidSettingError:
        return
    read_settings(_layers(after, shop))


def _layers(file: UserFile, shop: str | None) -> Layers:
    section = file.shops.get(shop, {}) if shop is not None else {}
    return Layers([(file.source(shop), section), (file.source(), file.top)], {}, ("", {}), file)


def _with_value(file: UserFile, name: str, value: str, shop: str | None) -> UserFile:
    if shop is None:
        return UserFile(file.path, {**file.top, name: value}, file.shops)
    return UserFile(file.path, file.top, {**file.shops, shop: {**file.shops.get(shop, {}), name: value}})


def _without_value(file: UserFile, variable: str, shop: str | None) -> UserFile:
    if shop is None:
        return UserFile(file.path, _without(file.top, variable), file.shops)
    rest = _without(file.shops[shop], variable)
    shops = {name: section for name, section in file.shops.items() if name != shop}
    return UserFile(file.path, file.top, {**shops, shop: rest} if rest else shops)


def _without(texts: Mapping[str, str], variable: str) -> dict[str, str]:
    return {name: text for name, text in texts.items() if name != variable}


def _insert(lines: list[str], variable: str, value: str, shop: str | None) -> None:
    """Set a variable in the lines of the file: on its line where it has one, else below the other settings of its place."""
    begin, end = _range(lines, shop)
    line = next((number for number in range(begin, end) if _variable(lines[number]) == variable), None)
    if line is not None:
        lines[line] = f"{lines[line].partition('=')[0].rstrip()} = {value}"
        return
    if shop is not None and begin == end == len(lines) and (not lines or _document(lines[-1]) != {"shops": {shop: {}}}):
        lines += [*([""] if lines else []), f"[shops.{shop}]"]
        begin = end = len(lines)
    # Comments before a header belong to what follows.
    passed = ("", "#") if end < len(lines) else ("",)
    while end > begin and lines[end - 1].strip()[:1] in passed:
        end -= 1
    lines.insert(end, f"{key_of(variable)} = {value}")
    if end + 1 < len(lines) and lines[end + 1].strip():
        lines.insert(end + 1, "")


def _range(lines: Sequence[str], shop: str | None) -> tuple[int, int]:
    """Return the lines below the header of a shop, or those above the first header; behind the last line where there is none."""
    headers = [number for number, line in enumerate(lines) if line.lstrip().startswith("[") and _document(line) is not None]
    if shop is None:
        return 0, headers[0] if headers else len(lines)
    begin = next((number for number in headers if _document(lines[number]) == {"shops": {shop: {}}}), None)
    if begin is None:
        return len(lines), len(lines)
    return begin + 1, next((number for number in headers if number > begin), len(lines))


def _variable(line: str) -> str | None:
    """Return the variable that a line sets, None for another line."""
    document = _document(line)
    return variable_of(next(iter(document))) if document and not line.lstrip().startswith("[") else None


def _document(line: str) -> dict[str, object] | None:
    import tomllib

    try:
        return tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return None


def _write(path: Path, lines: Sequence[str], after: UserFile) -> None:
    """Replace the file at once, for its owner alone.

    Raises:
        BrokenConfigurationError: the lines do not say what is after, as those of the file have a rare form.
    """
    text = "\n".join(lines).strip("\n")
    text += "\n" if text else ""
    try:
        is_wanted = parse_user_file(text, path) == after
    except BrokenConfigurationError:
        is_wanted = False
    if not is_wanted:
        raise BrokenConfigurationError(path=str(path), problem="its form is too rare to be changed by a program", hint="change it by hand")
    with filesystem.file_errors(path):
        filesystem.make_private_dir(path.parent)
        handle, temporary = filesystem.open_temporary_beside(path)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
