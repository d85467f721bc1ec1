//! The functions of the rule language beyond CEL's own: few and generic. One table gives name, types and meaning; the
//! guide for authors is made from it.

use crate::audit::inexact::Counted;
use crate::audit::types::Type;
use crate::audit::value::Value;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    Days,
    AfterWorkdays,
    Date,
    Euro,
    Earliest,
    Latest,
    Gaps,
    Sum,
    Largest,
    Smallest,
    SamePeriod,
    Size,
    StartsWith,
    EndsWith,
    Contains,
}

/// Name in rules, function, and what it gives.
pub const TABLE: [(&str, Function, &str); 15] = [
    ("tage", Function::Days, "tage(14): eine Zahl von Tagen, zum Rechnen mit Daten"),
    (
        "plus_arbeitstage",
        Function::AfterWorkdays,
        "plus_arbeitstage(k.datum, 20): der letzte Tag einer Frist in Arbeitstagen, ohne Wochenenden und die Feiertage aus feiertage.toml",
    ),
    ("datum", Function::Date, "datum(\"2026-10-31\"): ein fester Tag, Monat, ein Quartal oder Jahr"),
    ("geld", Function::Euro, "geld(50000): ein Betrag in Euro"),
    ("frueheste", Function::Earliest, "das früheste Datum einer Liste von Daten; über eine leere Liste unbekannt"),
    ("spaeteste", Function::Latest, "das späteste Datum einer Liste von Daten; über eine leere Liste unbekannt"),
    (
        "abstaende",
        Function::Gaps,
        "die Abstände benachbarter Daten in zeitlicher Folge, in Tagen; wo Daten ohne Tag die Folge offenlassen, so weit sie sicher sind",
    ),
    ("summe", Function::Sum, "die Summe einer Liste von Zahlen, Beträgen oder Anzahlen; über eine leere Liste 0"),
    ("groesster", Function::Largest, "der größte Wert einer Liste; über eine leere Liste unbekannt"),
    ("kleinster", Function::Smallest, "der kleinste Wert einer Liste; über eine leere Liste unbekannt"),
    ("gleicher_zeitraum", Function::SamePeriod, "ob zwei Daten denselben Zeitraum nennen (2026-10 und 2026-10)"),
    ("size", Function::Size, "die Zahl der Einträge einer Liste oder der Zeichen eines Textes"),
    ("startsWith", Function::StartsWith, "ob ein Text so beginnt"),
    ("endsWith", Function::EndsWith, "ob ein Text so endet"),
    ("contains", Function::Contains, "ob ein Text das enthält"),
];

impl Function {
    pub fn named(name: &str) -> Option<Self> {
        TABLE.iter().find(|(known, ..)| *known == name).map(|(_, function, _)| *function)
    }

    /// What a sum of this type begins with: over an empty list it is that.
    pub fn start(self, result: &Type) -> Option<Value> {
        match (self, result) {
            (Self::Sum, Type::Money) => Some(Value::Money(0)),
            (Self::Sum, Type::Count) => Some(Value::Count(Counted::exact(0))),
            (Self::Sum, _) => Some(Value::Integer(0)),
            _ => None,
        }
    }

    /// The result's type for these arguments; `Err` says what it wants.
    pub fn result(self, arguments: &[Type]) -> Result<Type, &'static str> {
        let list_of = |wanted: fn(&Type) -> bool| matches!(arguments, [Type::List(of)] if wanted(of));
        let number = |of: &Type| matches!(of, Type::Integer | Type::Money | Type::Count);
        match self {
            Self::Days if arguments == [Type::Integer] => Ok(Type::Days),
            Self::Days => Err("eine ganze Zahl"),
            Self::AfterWorkdays if arguments == [Type::Date, Type::Integer] => Ok(Type::Date),
            Self::AfterWorkdays => Err("ein Datum und eine ganze Zahl von Arbeitstagen"),
            Self::Date if arguments == [Type::Text] => Ok(Type::Date),
            Self::Date => Err("einen festen Text wie \"2026-10-31\""),
            Self::Euro if arguments == [Type::Integer] => Ok(Type::Money),
            Self::Euro => Err("eine ganze Zahl von Euro"),
            Self::Earliest | Self::Latest if list_of(|of| *of == Type::Date) => Ok(Type::Date),
            Self::Earliest | Self::Latest => Err("eine Liste von Daten, zum Beispiel sitzungen.map(s, s.datum)"),
            Self::Gaps if list_of(|of| *of == Type::Date) => Ok(Type::list(Type::Days)),
            Self::Gaps => Err("eine Liste von Daten, zum Beispiel sitzungen.map(s, s.datum)"),
            Self::Sum | Self::Largest | Self::Smallest => match arguments {
                [Type::List(of)] if number(of) || self != Self::Sum && **of == Type::Days => Ok((**of).clone()),
                _ => Err("eine Liste von Zahlen"),
            },
            Self::SamePeriod if arguments == [Type::Date, Type::Date] => Ok(Type::Flag),
            Self::SamePeriod => Err("zwei Daten"),
            Self::Size if matches!(arguments, [Type::List(_) | Type::Text]) => Ok(Type::Integer),
            Self::Size => Err("eine Liste oder einen Text"),
            Self::StartsWith | Self::EndsWith | Self::Contains if arguments == [Type::Text, Type::Text] => Ok(Type::Flag),
            Self::StartsWith | Self::EndsWith | Self::Contains => Err("zwei Texte"),
        }
    }
}
