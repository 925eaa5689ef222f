"""Legal forms as they end names of companies: the German ones of the ELF list (ISO 20275) and common others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

# As name keys write them: small letters, umlauts and dots gone; `|` stands between forms
_FORMS = (
    # Germany, Austria, Switzerland
    "gmbh | ggmbh | gemeinnuetzige gmbh | mbh | gesmbh | ges mbh | gesellschaft mit beschraenkter haftung "
    "| co | cie | kg | kgaa | kommanditgesellschaft | kommanditgesellschaft auf aktien | ohg | "
    "offene handelsgesellschaft | ag | aktiengesellschaft | invag | reit ag | ug | ug haftungsbeschraenkt "
    "| unternehmergesellschaft | unternehmergesellschaft haftungsbeschraenkt | gbr | egbr | "
    "bgb gesellschaft | partg | partg mbb | partgmbb | mbb | partnerschaft | e k | e v | e g | ek | ekfm "
    "| ekfr | eingetragener kaufmann | eingetragene kauffrau | eg | egmbh | eingetragene genossenschaft | "
    "ev | eingetragener verein | vvag | kdoer | aoer | ewiv | se | sce | gesnbr | og | oeg | keg",
    # English
    "inc | incorporated | corp | corporation | company | ltd | limited | llc | llp | lp | plc | cic | "
    "pllc | pty ltd | pty | pte ltd | pte | pvt ltd | private limited | sdn bhd | bhd | unlimited | dac | "
    "clg",
    # French, Dutch, Italian, Spanish, Portuguese
    "sa | s a | s r l | s p a | sas | sasu | sarl | eurl | snc | sca | sci | scop | sprl | bvba | bv | nv "
    "| vof | cvba | srl | srls | spa | sapa | scarl | sagl | sl | slu | sll | slp | sau | sa de cv | "
    "s de rl de cv | srl de cv | sapi de cv | lda | ltda | unipessoal lda | eireli | sro de cv",
    # the north
    "ab | publ | hb | a s | as | asa | aps | ivs | p s | i s | k s | oy | oyj | ky | ay | ehf | hf | ou | oue",
    # the east and south
    "sp z oo | sp z o o | spzoo | d o o | s r o | sp k | sp j | sa sp k | spolka akcyjna | sro | spol sro "
    "| spol s ro | a s | vos | kft | zrt | nyrt | kkt | doo | dd | jdoo | ad | ead | ood | eood | ae | "
    "epe | mepe | uab | sia | jsc | ojsc | cjsc | pjsc | ooo | oao | zao | pao",
    # Turkey, the Gulf, Asia
    "ltd sti | as ltd | anonim sirketi | limited sirketi | sti | san ve tic | sanayi ve ticaret | fze | "
    "fzc | fzco | fz llc | dmcc | wll | saoc | saog | kk | gk | kabushiki kaisha | co ltd | tbk",
)


@cache
def _by_last_word() -> dict[str, list[tuple[str, ...]]]:
    """The forms by their last word."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for form in (form for group in _FORMS for form in group.split("|")):
        words = tuple(form.split())
        found.setdefault(words[-1], []).append(words)
    return found


def ending(tokens: Sequence[str]) -> int:
    """How many words at the end of a name are its legal forms; a name keeps at least its first word.

    >>> ending("hansen druck gmbh co kg".split()), ending(["co"]), ending("ag werft rostock".split())
    (3, 0, 0)
    """
    end = len(tokens)
    while length := _form_before(tokens, end):
        end -= length
    return len(tokens) - end


def _form_before(tokens: Sequence[str], end: int) -> int:
    """The words of the longest form that ends there; 0 where none does."""
    forms = _by_last_word().get(tokens[end - 1], ()) if end else ()
    fitting = (len(form) for form in forms if len(form) < end and tuple(tokens[end - len(form) : end]) == form)
    return max(fitting, default=0)
