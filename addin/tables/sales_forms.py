"""Where everything stands in the form in which a rep turns in sales (R-47): its writer and its reader agree."""

ID_SHEET = "_teeup"  # form id, rep, first day of the month: one below the other
TOTAL_PLACE = (4, 3)  # row and column of the total that the rep states
LINE_COLUMNS = ("on", "company_id", "product", "kind", "net", "cost", "note")
FIRST_LINE, LAST_LINE = 7, 206
