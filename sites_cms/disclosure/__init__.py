"""«Раскрытие информации»: the forms of Приказ Минстроя 882/пр, filled by hand, by file, by what the CRM knows.

A form is data (`declarations/`): rows with code, title, unit, type and repeating group. One append-only table keeps
every value with its source and time, whatever the form; what the CRM knows already is computed when it is read.
ГИС ЖКХ will write through `domain.gis.take_from_gis` and stands over what was typed; the difference is shown.
"""
