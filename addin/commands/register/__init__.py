"""Every button, declared once: ribbon, terminal, handbook and tests follow from this register.

`decide` names the function as `module:function` under addin.commands, so that listing the buttons loads no rule.
Titles and help stand in `words/<language>/commands.json` under the command's name.
"""

from addin.commands.button import Command
from addin.commands.register import contracts, day, mailings, management, material, prospects, shows

_GROUPS = (day, contracts, material, prospects, management, shows, mailings)

COMMANDS: dict[str, Command] = {command.name: command for group in _GROUPS for command in group.COMMANDS}
