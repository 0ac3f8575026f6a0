"""What every rule means and how to mend what it finds: the table behind `outreach explain`.

A rule's finding is said where it is found; here stands what a person wants to know beyond that. A test collects every
rule of the source and fails when one has no explanation.
"""

from outreach.locale import say


def explanations() -> dict[str, str]:
    """Rule id to two to four sentences in the reader's language, in the order in which files are read."""
    return {
        **_settings(),
        **_segments(),
        **_campaigns(),
        **_templates(),
        **_letters(),
        **_holidays(),
        **_imports(),
        **_import_columns(),
    }


def _settings() -> dict[str, str]:
    return {
        "T001": say(
            "The file is not TOML, so nothing in it can be read. The caret stands where reading stopped; the "
            "mistake is often on the line before: a quote that is not closed, a missing “=”, a date in quotes. "
            "Texts stand in straight double quotes, lists in [square brackets]."
        ),
        "T002": say(
            "A key is not known, or its value does not fit. Unknown keys are mistakes on purpose: a misspelt key "
            "would otherwise be passed over in silence, and with it the care it was to take. Every key with its "
            "meaning and default stands in config.example.toml."
        ),
    }


def _segments() -> dict[str, str]:
    return {
        "L010": say(
            "The condition speaks of a field or function that does not exist. All fields are listed in "
            "docs/segments.md; a function such as days_since needs its brackets. Try conditions with: outreach "
            'segment "..."'
        ),
        "L011": say(
            "A value does not fit the field it is compared with. Texts stand in quotes, numbers and dates without "
            "(2025-01-31); money is written in major units, 1000 is 1000.00. Fields of few words, such as tier, "
            "take only these words."
        ),
        "L012": say(
            "The condition cannot be read from the caret on. Conditions are comparisons joined by and, or, not, "
            "with brackets; each names its field first: city = 'Kyiv'. One condition has at most as many "
            "comparisons as the message says; split it into saved segments."
        ),
        "L013": say(
            "A saved segment is named that does not exist, has mistakes of its own, or names itself in a circle. "
            "The name is that of its file in segments/ without .toml. A segment with mistakes concerns nobody, so "
            "that nobody is written to by accident."
        ),
        "L014": say(
            "The value is spelt correctly for the language, but no client in the book has it, so the condition "
            "may concern nobody. Compare with the words listed; capitals count. It is a warning: clients with "
            "this value may come with the next import."
        ),
    }


def _campaigns() -> dict[str, str]:
    return {
        "L020": say(
            "A newsletter goes every quarter or on a date, never on a holiday: nobody wants news of our workshop "
            'on his own day. Write every = "quarter" or on = 2026-03-02 under [when], or make it a greeting.'
        ),
        "L021": say(
            "An apology is made by the director in person, once per client, or it is none. Write from = "
            '"director", and see that one sender in config.toml has role = "director".'
        ),
        "L022": say(
            "The campaign names a template of which no language exists. A template is a file below templates/, "
            "named without its language: greetings/professional is templates/greetings/professional.ru.md, "
            ".uk.md, .en.md."
        ),
        "L023": say(
            '`from` is "director", "manager" (the client\'s own), "new manager" (never the one who lost him), or a '
            "key of [senders] in config.toml. The name found is none of these."
        ),
        "L024": say(
            "The almanac has no day of that name. `outreach holidays list` shows all; a profession in the plural "
            "works as well, medics is medic. Beside these there are professional (each client's own trade), birthday, "
            "anniversary and project. A day of your own is added in holidays.csv beside config.toml."
        ),
        "L025": say(
            "The campaign's hours and the firm's have no minute in common, so no letter could ever leave. Hours "
            "in a campaign may only narrow [care] hours of config.toml."
        ),
        "L026": say(
            "A letter of business ends with who wrote it and where he is found: post, name, telephones, site, town, "
            "address and working hours. Where config.toml gives no such part in the letter's language, no letter in "
            "it is drafted. Fill in [company], each text once or per language."
        ),
        "L027": say(
            "[delivery] live is true, but something must be decided before a letter may leave for real: on what "
            "ground the firm writes, who decided it and on what day ([law]), and how people say stop ([web] url or "
            "[letters] unsubscribe_address). Until then every letter waits."
        ),
        "L028": say(
            "Early birthday wishes are a bad omen to many, so a birthday is greeted on the day itself or the working "
            'day after. Write weekend = "working day after" or "same day".'
        ),
        "L029": say(
            "years = [1, 5, 10] picks which returns of a date are written on. It goes with the dates that only a "
            'client and the firm share: day = "anniversary" (of his first order) and day = "project" (of his greatest).'
        ),
        "L030": say(
            "The day is one of mourning, or another on which letters wait (status memorial, quiet or alarm). No "
            "campaign has it for its occasion; name a day that is celebrated."
        ),
    }


def _templates() -> dict[str, str]:
    return {
        "L060": say(
            "A file that the template needs cannot be read: it is missing, outside templates/, too large, not "
            "UTF-8, or includes go round in a circle. Includes are named from templates/ on, without their "
            "language."
        ),
        "L061": say(
            "A template begins with headers, then an empty line, then the letter. Subject is needed, Preheader "
            "may stand there; each once. A first line that is no header means that the empty line is missing or "
            "too late."
        ),
        "L062": say(
            "A tag in braces is not finished or not understood. Every {% if %} ends with {% endif %}, every {% "
            "for %} with {% endfor %}; names stand in double braces. The message is that of the template "
            "language, Jinja."
        ),
        "L063": say(
            "A name, fact or filter is not known, or is printed though it has no words of its own. Names are "
            "checked when the template is read, not when a letter is written, so that no client meets the "
            "mistake. Facts are those of [facts] in config.toml."
        ),
        "L064": say(
            "Templates of letters use names, filters, if, for and set, and nothing more. What else Jinja can do "
            "has no place in a letter that is checked before it leaves."
        ),
        "L065": say(
            "A tag opens in one paragraph, list or emphasis and closes in another, which would tear the HTML. Put "
            "both into one paragraph, or each alone on a line with empty lines around it."
        ),
        "L066": say(
            "Links lead to http, https or mailto. Others, such as javascript or files of your own disk, do "
            "nothing good in a client's mail."
        ),
        "L067": say(
            "The layout must have {{ body }} once, where the letter stands, no scripts, and data only between "
            "tags or in quotes of a few attributes. Else a client's name could become part of the page."
        ),
        "L068": say(
            "Every letter is signed by a person, with name, post and telephone (P31). End the template with {{ "
            "signature }} on a line of its own."
        ),
        "L069": say(
            "A rule for dark screens is beaten by the style within the tags, so it has no effect. Write "
            "!important behind each of its values."
        ),
    }


def _letters() -> dict[str, str]:
    return {
        "L101": say(
            "The finished letter has an empty subject, perhaps since everything in it was conditional. Such a "
            "letter waits. Give the subject words that are always there."
        ),
        "L102": say(
            "The subject is longer than mail programs show. Say it in fewer words; what is cut off is often the name."
        ),
        "L103": say("A subject in capitals shouts, and filters take it for spam. Write it as a person would."),
        "L104": say(
            "The text part of the letter is empty: those who read plain text would get nothing. Look at the "
            "conditions around the paragraphs."
        ),
        "L105": say(
            "A word such as None stands where a value should be: something was printed that is not known of this "
            "client. Ask for it with {% if %}, or add it to the client."
        ),
        "L106": say(
            "Braces or a mark of another mailing program are left in the finished letter. It was probably copied "
            "from there; write the name as `outreach explain L063` says."
        ),
        "L107": say(
            "Two blanks or a blank before a comma show where a value is missing. Put the blank inside the "
            "condition: {% if facts.project %}... {% endif %}."
        ),
        "L108": say(
            "The whole message is larger than [letters] max_kilobytes. Some programs cut longer ones off, and the "
            "signature and the way to unsubscribe with them."
        ),
        "L110": say(
            "Greetings and apologies ask for nothing (P29): no price, discount, order or visit. The words named "
            "sound like selling. A soft close that hopes for more work together is no ask."
        ),
        "L111": say(
            "In Ukrainian “пан” and “пані” stand before a first name or surname, never before a first name with a "
            "patronymic. Leave one of them out, or set the client's addressing to pan."
        ),
        "L112": say(
            "A value of this client cannot stand in a letter: too long, a link that is none, an address that is "
            "not plain ASCII. Mend it with outreach clients set, or in the client list."
        ),
        "L113": say(
            "The bytes of the finished message break a rule of mail, so that it might be mangled on its way. This "
            "should not happen to a letter from a template; the message says what was found."
        ),
    }


def _holidays() -> dict[str, str]:
    return {
        "W001": say("warnings.csv is not UTF-8. Save it from your spreadsheet as “CSV UTF-8”."),
        "W002": say(
            "A row of warnings.csv is one word or a phrase of whole words; * behind a word is any ending: задолж*. "
            "“yes” in the second column takes a shipped entry out."
        ),
        "H001": say(
            "holidays.csv is not UTF-8 or no CSV. Save it from your spreadsheet as “CSV UTF-8”; comma and "
            "semicolon both do."
        ),
        "H002": say("A column is missing without which a day says nothing: key, rule and countries are needed."),
        "H003": say("A column is not known and is not read; its heading may be misspelt. It is a warning."),
        "H004": say(
            "The row has more cells than the heading, so a comma within a text probably has no quotes around it. "
            "The row is left out."
        ),
        "H005": say(
            "The key names the day and its country: medic.ua. It is written in small Latin letters, digits and _, "
            "then a dot and the country. The same key as a shipped day replaces that day."
        ),
        "H006": say(
            "The rule does not say a day. 08-24 is a date, `3 sun jun` the third Sunday of June, `last fri jul` "
            "the last Friday, `day 256` the 256th day of the year, `orthodox easter` and `western easter` the feasts, "
            "`public kz eid al-adha` the day off of that name, 2027-03-14 that one day; +2 or -3 behind it adds days."
        ),
        "H007": say(
            "Countries are two letters each (UA; KZ), * is everywhere, and -UA behind it leaves one out. A day "
            "that is kept nowhere greets nobody."
        ),
        "H008": say("The same key stands twice in the file; only the first counts. Give one of them another key."),
        "H009": say(
            "The day has no greeting in any language, so nobody can be congratulated on it. Fill in greet_ru, "
            "greet_uk or greet_en, or mark a day of mourning with status memorial."
        ),
        "H010": say("valid_from and valid_until take a year (2022) or a day (2022-09-01); the row is left out."),
        "H011": say(
            "The rule gives another day than the row itself names. Days move by decree: look at the source, then "
            "mend the rule by a row with the same key in holidays.csv beside config.toml."
        ),
        "H012": say(
            "The status is none that the almanac knows. memorial and quiet let no letter leave on that day, alarm "
            "holds cheerful ones; every other day may be greeted on. It is a warning: the day counts as "
            "one that is greeted."
        ),
        "H013": say(
            "A religious day names the faiths that keep it: orthodox, greek-catholic, catholic, protestant, muslim, "
            "jewish. Only clients whose faith is recorded so are greeted."
        ),
        "H014": say(
            "The row calls a day national, but by the law of its country it is a working day in a year for which it "
            "names the date. The day may have moved or been dropped; a day that is only observed has status observance."
        ),
        "H015": say(
            "Days move by decree, so each row has a date by which somebody should look whether it still holds. Look "
            "the days up, mend what moved in holidays.csv beside config.toml, and write a later review_on."
        ),
    }


def _imports() -> dict[str, str]:
    return {
        "B001": say(
            "The file cannot be read as text: another encoding, damaged places, or no text at all, such as .xlsx. "
            "Save it from your spreadsheet as “CSV UTF-8”, or name its encoding: --encoding cp1251."
        ),
        "B002": say("There is no file at that place. A path is read from the folder you are in."),
        "B003": say("The file is empty. The first row that is not empty must be the headings."),
        "B004": say(
            "The last row ends in its middle, as when a download or export broke off. Nothing is imported from a "
            "file that did not arrive whole; export it again."
        ),
        "B005": say(
            "Two columns have the same heading, so it cannot be told which is meant. Rename or remove one of them."
        ),
        "B006": say("There is a NUL character in the file: it is damaged, or no text. Export it again as CSV."),
        "B007": say(
            "A row or cell is far longer than any table needs; most likely a quote is not closed somewhere above."
        ),
        "B008": say(
            "A quote is not closed, and the rows below it would vanish into one cell without any error. Close it, "
            'or write it twice if it belongs to the text: ""Mayak"".'
        ),
    }


def _import_columns() -> dict[str, str]:
    return {
        "B010": say(
            "A column is missing that files of this kind need. Say which heading it is: --column "
            '"Heading=column"; the mapping is kept for the next import.'
        ),
        "B011": say(
            "From the headings it cannot be told what the file holds. Say so: --as clients, orders, facts, "
            'reasons, inquiries, contacts or problems; and name headings with --column "Heading=column".'
        ),
        "B012": say(
            "--column names a heading that the file does not have. Copy it as it stands in the file; capitals and "
            "blanks do not matter."
        ),
        "B013": say(
            "--column names a column that the book does not have. Columns are those that `import --dry-run` "
            "shows; a personal fact is fact.KEY, a heading followed by = and nothing is left out."
        ),
        "B016": say(
            "The file cannot be read as the table that it seems to be: it is locked, damaged, cut short or too large. "
            "Open it in a spreadsheet and save it as CSV UTF-8 or XLSX without a password."
        ),
        "B017": say(
            "The table that was asked for is not in the file. Name the sheet as it is written on its tab, or by its "
            "number: --sheet 2."
        ),
        "B018": say(
            "A file of JSON lines holds one whole object a line, with the same names in each. Export it anew, or save "
            "it as CSV."
        ),
        "B020": say(
            "The sheet of names that came back has a cell that means nothing, or lacks the columns by which its rows "
            "are known. `outreach review --to FILE` writes it anew; only the columns behind “proposed” are yours."
        ),
        "B019": say(
            "One column holds days with the day first and others with the month first, so that no reading of it is "
            "right. Write all of them one way, best as 2025-01-31."
        ),
    }
