"""Where everything stands in the form for an interview with a prospect (R-33): its writer and its reader agree."""

ID_SHEET = "_teeup"  # mark, company; then a row for each question: id, answer and points as the form was written
MARK = "interview"
WHOM_PLACE, ON_PLACE, BY_PLACE = (4, 2), (5, 2), (6, 2)  # row and column of who was asked, when, and by whom
FIRST_LINE = 10
ID_COLUMN, ANSWER_COLUMN, POINTS_COLUMN = 1, 5, 6
COLUMNS = ("question_id", "topic", "question", "scale", "answer", "points", "asked_on")
MOST_POINTS = 5
