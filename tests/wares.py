"""What lies in the folder of the shop: its settings, its templates, its campaigns."""

CONFIG = """
time_zone = "Europe/Kyiv"

[company]
name = "Ottisk Press"
city = "Kyiv"
address = "7 Printers Street"
hours = "weekdays 9:00 to 18:00"
site = "https://firm.example"
phones = ["+999 0000100"]

[senders.director]
name = "Daryna Levytska"
post = "Director"
email = "director@firm.example"
role = "director"

[senders.olena]
name = "Olena Hai"
post = "Client Manager"
email = "olena@firm.example"

[letters]
domain = "firm.example"
unsubscribe_address = "stop@firm.example"

[facts.project]
frame = "People here still talk about how we …"
"""

TEMPLATES = {
    "greetings/hello.en.md": """Subject: Good wishes, {{ client.addressed }}

{{ salutation }},

People here still talk about how we {{ facts.project }}. All good wishes to you.

{{ signature }}
""",
    "newsletters/news.en.md": """Subject: {{ client.addressed }}, what we have put right

{{ salutation }},

{% for improvement in improvements %}
**{{ improvement.title }}.** {{ improvement.text }}

{% endfor %}
{{ signature }}
""",
    "apologies/sorry.en.md": """Subject: An apology, {{ client.addressed }}

{{ salutation }},

What happened: {{ event.what }}. What was done: {{ event.done }}

{{ signature }}
""",
}

IMPROVEMENTS = """
[[improvement]]
key = "two-machines"
on = 2025-07-01
reasons = ["late_delivery"]
title = "Two machines keep the dates"
text = "Since July a second press has been running here."
"""

GREETING = """
title = "Good wishes"
kind = "greeting"
template = "greetings/hello"
from = "manager"
[who]
[when]
on = 2026-01-12
late_days = 3
weekend = "working day after"
[care]
approve = "nobody"
"""

NEWSLETTER = """
title = "What we have put right"
kind = "newsletter"
template = "newsletters/news"
from = "manager"
[who]
[when]
every = "quarter"
spread_days = 1
[care]
approve = "nobody"
"""

APOLOGY = """
title = "An apology"
kind = "apology"
template = "apologies/sorry"
from = "director"
[who]
[when]
on = 2026-01-12
[care]
approve = "nobody"
"""
