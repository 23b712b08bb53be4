"""Two disputes: one that our staff have to decide, and one that they have decided."""

from marketplace.demo.deliveries import Work
from marketplace.demo.prose import prose

HEDGES_HANDED_IN = Work(
    note=prose("""
        Seven farms are whole. Of the eighth I could walk two thirds: the lower fields were under
        water on both days, and your volunteer would not let me in, rightly. Those four kilometres
        are drawn from the air photograph and marked as such.
    """),
    tables=(
        (
            "hedges.csv",
            """
            farm,km,walked,from the air
            1,7.2,7.2,0
            2,8.1,8.1,0
            8,12.3,8.3,4.0
            """,
        ),
    ),
)
HEDGES_COMPLAINT = prose("""
    The listing says about sixty kilometres with the answers to seven questions. Four of them have
    no answers, because nobody has stood there, and the gap we most wanted to see is in those four.
    The rest is good work. We would rather pay for what was walked than ask for a third trip.
""")
HEDGES_ANSWER = prose("""
    I was at the gate twice, on the days that were agreed, and Gwen's volunteer turned us round. I
    offered a third day in the week after and had no answer. I think that I should not lose money
    by a flood, and I would still walk those four kilometres if somebody drives me.
""")

CORAL_HANDED_IN = Work(
    note=prose("""
        All two thousand pictures, earlier than planned. My list of doubtful points is in the
        second sheet.
    """),
    tables=(
        (
            "points.csv",
            """
            picture,point,label
            0001,1,sand
            0001,2,sand
            0002,1,sand
            """,
        ),
    ),
)
CORAL_COMPLAINT = prose("""
    The labels of pictures 400 to 2,000 are those of the software, point for point; we kept a copy
    and compared them. Agreement with our scientist is 61 percent, and 85 were agreed. There is no
    list of doubtful points in the file.
""")
CORAL_ANSWER = prose("""
    I ran out of time and let the guesses stand from picture 400 on, meaning to come back to them.
    I should have said so when I handed it in. I am sorry.
""")
CORAL_REASONS = prose("""
    The listing asked for labels that a person has decided, at 85 percent agreement or better, and
    a list of doubtful points. Four fifths of the labels are the software's own, agreement was
    measured at 61 percent, and there is no list; the student does not deny any of it. What was
    done by hand cannot be used by itself. All of the price goes back to the employer.
""")
