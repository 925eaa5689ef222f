"""Every cell function under its name: the module that xlwings loads when a cell asks."""

from addin.functions.arrays import FUNCTIONS
from addin.functions.contracts import (
    TEEUP_CURRENT_TERM_END,
    TEEUP_EXPIRY_BUCKET,
    TEEUP_NEXT_EXIT,
    TEEUP_NOTICE_DEADLINE,
    TEEUP_PARSE_NOTICE,
    TEEUP_RENEWAL_PRIORITY,
    TEEUP_SEND_BY,
    TEEUP_TERM_END,
)
from addin.functions.mail import TEEUP_BOUNCE_CLASS, TEEUP_MAY_CONTACT
from addin.functions.material import (
    TEEUP_DAILY_USE,
    TEEUP_DAYS_OF_COVER,
    TEEUP_ORDER_BY,
    TEEUP_ORDER_QTY,
    TEEUP_REORDER_POINT,
    TEEUP_SAFETY_STOCK,
)
from addin.functions.money import (
    TEEUP_APPROVAL,
    TEEUP_ATTAINMENT,
    TEEUP_CTR,
    TEEUP_DISCOUNT_CHECK,
    TEEUP_DISCOUNT_SETTLE,
    TEEUP_GROSS,
    TEEUP_NET,
    TEEUP_PER_DIEM,
    TEEUP_RUN_RATE,
)
from addin.functions.promises import TEEUP_ARTWORK_DUE, TEEUP_LIVE_DAYS, TEEUP_NEXT_REMINDER
from addin.functions.prospects import TEEUP_GRADE
from addin.functions.texts import (
    TEEUP_DOMAIN,
    TEEUP_NAME_KEY,
    TEEUP_PHONE,
    TEEUP_POST_LENGTH,
    TEEUP_SIMILARITY,
)
from addin.functions.workdays import TEEUP_HOLIDAY, TEEUP_WORKDAY, TEEUP_WORKDAYS

__all__ = [
    "FUNCTIONS",
    "TEEUP_APPROVAL",
    "TEEUP_ARTWORK_DUE",
    "TEEUP_ATTAINMENT",
    "TEEUP_BOUNCE_CLASS",
    "TEEUP_CTR",
    "TEEUP_CURRENT_TERM_END",
    "TEEUP_DAILY_USE",
    "TEEUP_DAYS_OF_COVER",
    "TEEUP_DISCOUNT_CHECK",
    "TEEUP_DISCOUNT_SETTLE",
    "TEEUP_DOMAIN",
    "TEEUP_EXPIRY_BUCKET",
    "TEEUP_GRADE",
    "TEEUP_GROSS",
    "TEEUP_HOLIDAY",
    "TEEUP_LIVE_DAYS",
    "TEEUP_MAY_CONTACT",
    "TEEUP_NAME_KEY",
    "TEEUP_NET",
    "TEEUP_NEXT_EXIT",
    "TEEUP_NEXT_REMINDER",
    "TEEUP_NOTICE_DEADLINE",
    "TEEUP_ORDER_BY",
    "TEEUP_ORDER_QTY",
    "TEEUP_PARSE_NOTICE",
    "TEEUP_PER_DIEM",
    "TEEUP_PHONE",
    "TEEUP_POST_LENGTH",
    "TEEUP_RENEWAL_PRIORITY",
    "TEEUP_REORDER_POINT",
    "TEEUP_RUN_RATE",
    "TEEUP_SAFETY_STOCK",
    "TEEUP_SEND_BY",
    "TEEUP_SIMILARITY",
    "TEEUP_TERM_END",
    "TEEUP_WORKDAY",
    "TEEUP_WORKDAYS",
]
