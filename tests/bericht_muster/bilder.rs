//! The charts of the sample page.

use super::beispiel::Schreiber;
use lotse::report::chart::*;
use lotse::report::model::*;

pub fn tabelle(w: Schreiber, id: &str, name: &str, werte: &[(&str, &str)]) -> Tabelle {
    Tabelle {
        kennung: Anker::new(id),
        beschriftung: w.t(name),
        spalten: vec![Spalte::left(&w.t("Art")), Spalte::right(&w.t("Zahl"))],
        zeilen: werte.iter().map(|(a, b)| Zeile::new(None, vec![w.s(a).into(), w.s(b).into()])).collect(),
        ..Tabelle::default()
    }
}

fn eintrag(w: Schreiber, form: Form, text: &str) -> Eintrag {
    Eintrag { form, text: w.t(text), zahl: None }
}

fn frame(w: Schreiber, id: &str, titel: &str, breite: u32) -> Frame {
    Frame { kennung: Anker::new(id), titel: w.t(titel), beschreibung: w.t("Die Werte stehen in der Tabelle darunter."), breite }
}

pub fn kette(w: Schreiber) -> Kette {
    let marken = |formen: &[Form]| formen.iter().map(|f| Zeichen { form: *f, wort: w.t("ein Projekt") }).collect();
    let station = |name: &str, n: &str, formen: &[Form]| Kettenglied::Station {
        name: w.t(name),
        anzahl: w.t(n),
        worte: w.t("ein Projekt"),
        marken: marken(formen),
        segmente: Vec::new(),
    };
    let tor = |kurz: &str, n: &str, von: &str, werte: [u64; 3]| {
        let art = [("erteilt, belegt", Farbe::Voll), ("erteilt, angegeben", Farbe::Mittel), ("fällig, nicht erteilt", Farbe::Leer)];
        let teile = werte.into_iter().zip(art).map(|(n, (wort, farbe))| Segment {
            wort: w.t(wort),
            menge: n,
            zahl: n.to_string(),
            text: String::new(),
            farbe,
        });
        Kettenglied::Tor {
            kurz: w.t(kurz),
            titel: w.t("Freigabe"),
            anteil: Satz::default().share(n, von, Some(Ziel::anchor(&Anker::new("t-kette")))),
            segmente: teile.collect(),
        }
    };
    let (g, y, r, n) = (Form::GruenerKreis, Form::GelbesDreieck, Form::RoteRaute, Form::Schraffur);
    Kette {
        kennung: Anker::new("kette"),
        titel: w.s("40 Projekte in der Kette: 14 fällige Freigaben stehen aus, 5 davon F3"),
        satz: w.s("Zwischen den Freigaben stehen die Projekte mit ihrer berechneten Lage."),
        glieder: vec![
            station("Initialisierung", "0", &[]),
            tor("F1", "40", "40", [33, 7, 0]),
            station("Definition", "9", &[y, y, g, g, n, n, n, n, n]),
            tor("F2", "31", "34", [25, 6, 3]),
            station("Planung", "10", &[r, r, y, y, g, g, g, n, n, n]),
            tor("F3", "21", "26", [16, 5, 5]),
            station("Durchführung", "13", &[r, r, r, y, y, y, y, g, g, g, n, n, n]),
            tor("F4", "8", "12", [6, 2, 4]),
            station("Abschluss", "4", &[r, y, g, n]),
        ],
        legende: vec![
            eintrag(w, Form::FeldVoll, "erteilt, belegt"),
            eintrag(w, Form::FeldMittel, "erteilt, angegeben"),
            eintrag(w, Form::FeldLeer, "fällig, nicht erteilt"),
            eintrag(w, r, "rot"),
            eintrag(w, y, "gelb"),
            eintrag(w, g, "grün"),
            eintrag(w, n, "nicht gemeldet"),
        ],
        tabelle: Some(tabelle(w, "t-kette", "Freigaben", &[("F1", "40 von 40"), ("F2", "31 von 34")])),
    }
}

pub fn zeitleiste(w: Schreiber) -> Diagramm {
    let row = |titel: &str, zusatz: &str, plan: [i32; 3], neu: bool| Row {
        titel: w.t(titel),
        zusatz: w.t(zusatz),
        neue_gruppe: neu,
        spannen: vec![Span { von: plan[0], bis: plan[1], farbe: Farbe::Mittel }, Span { von: plan[1], bis: plan[2], farbe: Farbe::Leer }],
        ereignisse: [
            (plan[0], Form::Ring),
            (i32::midpoint(plan[0], plan[1]), Form::Teilstrich),
            (plan[2], Form::Dreieck),
            (plan[1], Form::Punkt),
        ]
        .map(|(tag, form)| Event { tag, form })
        .into(),
        werte: vec![w.t(&format!("+{}", (plan[2] - plan[0]) / 30)), w.t(&format!("+{}", (plan[2] - plan[1]) / 30))],
        betont: vec![plan[2] - plan[0] > 180, false],
    };
    let data = Timeline {
        von: 20_454,
        bis: 20_940,
        stichtag: 20_757,
        zeilen: vec![
            row("Gewerbeanzeige", "Abnahme", [20_460, 20_757, 20_790], true),
            row("Gewerbeanzeige", "Betrieb", [20_560, 20_780, 20_880], false),
            row("Terminvereinbarung", "Betrieb vergeben", [20_640, 20_820, 20_880], true),
            row("Elektronische Bauakte", "Pilot abgenommen", [20_520, 20_757, 21_200], true),
            row("Ratsinformation", "Konzept fertig", [20_757, 20_757, 20_757], true),
        ],
        spalten: vec![w.t("erster Plan"), w.t("letzter Plan")],
        spalten_titel: w.t("Monate später als"),
    };
    Diagramm {
        kennung: Anker::new("d-zeit"),
        titel: w.s("Gegen den ersten Plan 9 von 10 später, gegen den letzten 7 von 10"),
        lesart: w.s("Nächste Meilensteine der gemeldeten Projekte; Abstand in Monaten."),
        name: w.t("Meilensteine gegen Pläne"),
        svg: timeline(&frame(w, "d-zeit-b", "Meilensteine", Breite::Sieben.pixel()), &data).unwrap(),
        ende_zuerst: false,
        legende: vec![
            eintrag(w, Form::Ring, "erster Plan"),
            eintrag(w, Form::Teilstrich, "Umplanung"),
            eintrag(w, Form::Punkt, "letzter Plan"),
            eintrag(w, Form::Dreieck, "Prognose, wo später"),
        ],
        quelle: w.s("Quelle: Planungen der Projektdateien."),
        tabelle: tabelle(w, "t-zeit", "Meilensteine gegen Pläne", &[("Gewerbeanzeige", "+11"), ("Ratsinformation", "±0")]),
    }
}

pub fn balken(w: Schreiber) -> Diagramm {
    let bar = |label: &str, a: u64, b: u64, c: u64| Bar {
        label: w.t(label),
        teile: vec![(a, Farbe::Voll), (b, Farbe::Mittel), (c, Farbe::Grau)],
        ende: w.t(&lotse::report::format::share(&a.to_string(), &(a + b + c).to_string())),
    };
    let zeilen =
        vec![bar("Freigaben", 87, 17, 0), bar("Gespräche", 132, 31, 8), bar("Prüfungen", 38, 6, 2), bar("Nachnutzende", 121, 17, 0)];
    let data = Bars { zeilen, ganz: 0, laenge: Length::Stacked };
    Diagramm {
        kennung: Anker::new("d-beleg"),
        titel: w.s("Belegt: 378 von 459 Angaben"),
        lesart: w.s("Beleg heißt Aktenzeichen oder Verweis."),
        name: w.t("Belegte Angaben"),
        svg: bars(&frame(w, "d-beleg-b", "Belegte Angaben", Breite::Fuenf.pixel()), &data).unwrap(),
        ende_zuerst: false,
        legende: vec![
            eintrag(w, Form::FeldVoll, "belegt"),
            eintrag(w, Form::FeldMittel, "angegeben, nicht belegt"),
            eintrag(w, Form::Schraffur, "nicht dokumentiert"),
        ],
        quelle: Satz::default(),
        tabelle: tabelle(w, "t-beleg", "Belegte Angaben", &[("Freigaben", "87"), ("Gespräche", "132")]),
    }
}

pub fn einheiten(w: Schreiber) -> Diagramm {
    let bar = |label: &str, a: u64, b: u64, c: u64| Bar {
        label: w.t(label),
        teile: vec![(a, Farbe::Gruen), (b, Farbe::Gelb), (c, Farbe::Grau)],
        ende: w.t(&lotse::report::format::share(&a.to_string(), &(a + b + c).to_string())),
    };
    let data = Bars { zeilen: vec![bar("Kreise", 9, 3, 2), bar("Projekte", 18, 10, 12)], ganz: 0, laenge: Length::Units };
    Diagramm {
        kennung: Anker::new("d-einheit"),
        titel: w.s("Ein Zeichen je Einheit, solange man sie zählen kann"),
        lesart: w.s("Grün im Plan, gelb später, schraffiert nicht gemeldet."),
        name: w.t("Einheiten"),
        svg: bars(&frame(w, "d-einheit-b", "Einheiten", Breite::Sieben.pixel()), &data).unwrap(),
        ende_zuerst: false,
        legende: Vec::new(),
        quelle: Satz::default(),
        tabelle: tabelle(w, "t-einheit", "Einheiten", &[("Kreise", "9"), ("Projekte", "18")]),
    }
}

#[derive(serde::Deserialize)]
struct Blatt {
    breite: i32,
    hoehe: i32,
    quelle: String,
    adresse: String,
    flaechen: Vec<BlattFlaeche>,
}

#[derive(serde::Deserialize)]
struct BlattFlaeche {
    id: String,
    name: String,
    lage: String,
    anker: (i32, i32),
    ringe: Vec<Vec<(i32, i32)>>,
}

pub fn karte(w: Schreiber) -> Diagramm {
    let blatt: Blatt = serde_json::from_str(include_str!("karte.json")).unwrap();
    let lage = |text: &str| match text {
        "unten" => Lage::Unten,
        "rechts" => Lage::Rechts,
        _ => Lage::Oben,
    };
    let quelle = w.s("").link(blatt.quelle, Ziel::web(&blatt.adresse).unwrap()).word(w.t(". Alle Werte erfunden."));
    let flaechen =
        blatt.flaechen.into_iter().map(|f| Flaeche { id: f.id, name: w.t(&f.name), anker: f.anker, lage: lage(&f.lage), ringe: f.ringe });
    let karte = Karte { breite: blatt.breite, hoehe: blatt.hoehe, flaechen: flaechen.collect() };
    let zahlen = [1, 1, 1, 7, 11, 14, 12, 15, 9, 12, 16, 14, 10, 10];
    let formen = [Form::Punkt, Form::Punkt, Form::HellerPunkt, Form::Ring, Form::Strich, Form::Schraffur];
    let marken: Vec<_> = karte
        .flaechen
        .iter()
        .zip(zahlen)
        .map(|(f, n)| Marken { id: f.id.clone(), formen: (0..n).map(|i| formen[(i * 6 / n.max(6)) % 6]).collect() })
        .collect();
    Diagramm {
        kennung: Anker::new("d-karte"),
        titel: w.s("Mitwirkung in allen 14 Kreisen und kreisfreien Städten"),
        lesart: w.s("Ein Zeichen je Verwaltung, Bezugsgröße 133. Die Lage im Kreis sagt nichts über den Ort."),
        name: w.t("Karte der Verwaltungen"),
        svg: map(&frame(w, "d-karte-b", "133 Verwaltungen nach Stand der Beteiligung", Breite::Fuenf.pixel()), &karte, &marken).unwrap(),
        ende_zuerst: false,
        legende: vec![
            eintrag(w, Form::Punkt, "beteiligt"),
            eintrag(w, Form::HellerPunkt, "vertreten"),
            eintrag(w, Form::Ring, "angesprochen, offen"),
            eintrag(w, Form::Strich, "bewusst nicht"),
            eintrag(w, Form::Schraffur, "kein Kontakt dokumentiert"),
        ],
        quelle,
        tabelle: tabelle(
            w,
            "t-karte",
            "Verwaltungen je Kreis, in AGS-Reihenfolge",
            &[("15001 Dessau-Roßlau", "1"), ("15002 Halle (Saale)", "1")],
        ),
    }
}

pub fn leiter(w: Schreiber) -> Leiter {
    let sprosse = |kurz: &str, name: &str, bedingung: &str, anzahl: &str| Sprosse {
        kurz: w.t(kurz),
        name: w.t(name),
        bedingung: w.t(bedingung),
        anzahl: w.t(anzahl),
        wert: anzahl.parse().ok().map(Wert::Anzahl),
        eintraege: vec![w.s("Kita-Anmeldung"), Satz::default().strong(w.t("↑ Ehrenamtskarte"))],
    };
    Leiter {
        titel: w.s("Die Leiter: die meisten Lösungen stehen auf N1 und N2, vor der Prüfung"),
        satz: w.s("Jede Stufe verlangt datierte Belege; ↑ und fett: im Oktober gestiegen."),
        sprossen: vec![
            sprosse("N0", "nicht betrachtet", "noch keine Angaben", "4"),
            sprosse("N1", "lokal im Einsatz", "eine Kommune, mit Datum", "5"),
            sprosse("N2", "beschrieben", "Lizenz, Ansprechstelle", "5"),
            sprosse("N3", "geprüft", "Datenschutz, Betrieb, Vertrag", "3"),
            sprosse("N4", "angeboten", "Marktplatz, 1. Jahr bezahlt", "4"),
            sprosse("N5", "verbreitet", "Folgefinanzierung geklärt", "2"),
        ],
        quelle: Satz::default(),
    }
}

pub fn bereitschaft(w: Schreiber) -> Tabelle {
    let zelle = |form| Zelle::bare_mark(form, &w.t("belegt"));
    let (b, a, o, u) = (Form::Punkt, Form::Halbpunkt, Form::LeererRing, Form::Schraffur);
    let zeile = |name: &str, formen: [Form; 4]| Zeile::new(None, std::iter::once(w.s(name).into()).chain(formen.map(zelle)).collect());
    let mut spalten = vec![Spalte::left(&w.t("Lösung"))];
    spalten.extend(["Datenschutz", "Betrieb", "Vertrag", "Marktplatz"].map(|t| Spalte::center(&w.t(t))));
    Tabelle {
        kennung: Anker::new("t-bereit"),
        titel: w.s("Allen 3 Lösungen auf N3 fehlen Übergabe und Marktplatz"),
        satz: w.s("● belegt, ◐ angegeben, ○ offen, schraffiert nicht dokumentiert."),
        beschriftung: w.t("Bereitschaft je Lösung"),
        spalten,
        zeilen: vec![
            zeile("Gewerbeanzeige online", [b, b, a, b]),
            zeile("Führerscheinantrag", [b, a, o, u]),
            zeile("Hundesteuer online", [b, o, o, u]),
        ],
        gestalt: Gestalt::Dicht,
        ..Tabelle::default()
    }
}
