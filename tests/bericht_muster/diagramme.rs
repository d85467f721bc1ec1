//! The larger charts of the sample page.

use super::beispiel::Schreiber;
use super::bilder::tabelle;
use lotse::report::chart;
use lotse::report::model::*;

fn eintrag(w: Schreiber, form: Form, text: &str) -> Eintrag {
    Eintrag { form, text: w.t(text), zahl: None }
}

fn frame(w: Schreiber, id: &str, titel: &str, breite: u32) -> chart::Frame {
    chart::Frame { kennung: Anker::new(id), titel: w.t(titel), beschreibung: w.t("Die Werte stehen in der Tabelle darunter."), breite }
}

fn diagramm(w: Schreiber, id: &str, texte: [&str; 3], svg: Svg, legende: Vec<Eintrag>) -> Diagramm {
    Diagramm {
        kennung: Anker::new(id),
        titel: w.s(texte[0]),
        lesart: w.s(texte[1]),
        name: w.t(texte[2]),
        svg,
        ende_zuerst: false,
        legende,
        quelle: w.s("Quelle: Projektdateien."),
        tabelle: tabelle(w, &format!("{id}-tabelle"), texte[2], &[("rot", "6"), ("gelb", "9")]),
    }
}

/// Forty projects: what they reported, what was calculated, and why.
pub fn teppich(w: Schreiber) -> Diagramm {
    let (g, y, r, n, u) = (Form::GruenerKreis, Form::GelbesDreieck, Form::RoteRaute, Form::Schraffur, Form::Uhr);
    let form = |line: usize, column: usize, own: Form| match (line, column % 5) {
        (1, _) => own,
        (0, 0) if own != g => y,
        (2, 2) => n,
        (5, 3) => u,
        (3, 1) if own != g => own,
        _ => g,
    };
    let spalte = |own: Form| {
        move |(index, nummer): (usize, usize)| chart::Column {
            kopf: format!("{nummer:02}"),
            zellen: (0..6).map(|line| Some(form(line, index, own))).collect(),
            saeule: own == n,
            rahmen: own == r && index % 5 == 0,
        }
    };
    let gruppe = |titel: &str, own: Form, von: usize, bis: usize| chart::Group {
        titel: w.t(titel),
        spalten: (von..bis).enumerate().map(spalte(own)).collect(),
        statt: String::new(),
    };
    let zeilen = ["gemeldet", "berechnet", "Termin, letzter Plan", "Termin, erster Plan", "Kosten", "Datenstand"];
    let data = chart::Carpet {
        zeilen: zeilen.iter().enumerate().map(|(index, zeile)| (w.t(zeile), index < 2)).collect(),
        gruppen: vec![
            gruppe("rot 6", r, 1, 7),
            gruppe("gelb 9", y, 7, 16),
            gruppe("grün 13", g, 16, 29),
            gruppe("nicht gemeldet 12", n, 29, 41),
        ],
        rahmen: Some((0, 1)),
    };
    let svg = chart::carpet(&frame(w, "d-teppich-b", "Lage je Projekt", Breite::Voll.pixel()), &data).unwrap();
    let legende = vec![
        eintrag(w, g, "grün: in der Toleranz"),
        eintrag(w, y, "gelb: mehr als die Hälfte verbraucht"),
        eintrag(w, r, "rot: außerhalb"),
        eintrag(w, u, "veraltet"),
        eintrag(w, n, "nicht gemeldet"),
        eintrag(w, Form::Rahmen, "gemeldet und berechnet weichen ab"),
    ];
    let texte = ["Gegen den ersten Plan sind 8 von 28 Terminen rot", "Eine Spalte je Projekt.", "Lage je Projekt"];
    diagramm(w, "d-teppich", texte, svg, legende)
}

pub fn trend(w: Schreiber) -> Diagramm {
    let reihe = |titel: &str, zusatz: &str, punkte: &[(i32, i32)], erreicht| chart::Series {
        titel: w.t(titel),
        zusatz: w.t(zusatz),
        punkte: punkte.into(),
        erreicht,
    };
    let steigend = [(20_400, 20_550), (20_460, 20_560), (20_550, 20_640), (20_640, 20_700), (20_757, 20_830)];
    let reihen = vec![
        reihe("Pilot abgenommen", "+280 Tage", &steigend, false),
        reihe("Freigabe F4", "+280 Tage", &steigend.map(|(bericht, termin)| (bericht, termin + 30)), false),
        reihe("Konzept", "erreicht, +20 Tage", &[(20_400, 20_500), (20_460, 20_520), (20_520, 20_520)], true),
    ];
    let data = chart::Trend { reihen, feld: w.t("erreicht") };
    let svg = chart::trend(&frame(w, "d-trend-b", "Meilensteintrend", Breite::Fuenf.pixel()), &data).unwrap();
    let texte = ["Die Pilotabnahme ist um neun Monate gewandert", "Waagerecht wäre pünktlich.", "Meilensteintrend"];
    diagramm(w, "d-trend", texte, svg, vec![eintrag(w, Form::Raute, "erreicht")])
}

pub fn punkte(w: Schreiber) -> Diagramm {
    let tage = vec![150, 131, 104, 92, 85, 71, 66, 63, 55, 52, 48, 44, 41, 38, 33, 27, 24, 19, 12, 7, 3, 0, -4, -8, -38];
    let data = chart::Dots {
        tage,
        unbekannt: 4,
        median: Some((43, w.t("Median 43 Tage"))),
        schritt: 10,
        null: w.t("Entscheidung"),
        vorher: w.t("Tage vor der Entscheidung"),
        nachher: w.t("Tage danach"),
        danach: w.t("Gespräch danach: 3"),
        fehlt: w.t("nicht prüfbar, ein Tag fehlt"),
    };
    let svg = chart::dots(&frame(w, "d-punkte-b", "Vorlauf", Breite::Sieben.pixel()), &data).unwrap();
    let legende =
        vec![eintrag(w, Form::Punkt, "vorher"), eintrag(w, Form::LeereRaute, "danach"), eintrag(w, Form::Schraffur, "nicht prüfbar")];
    diagramm(w, "d-punkte", ["Sechs Wochen Vorlauf im Median", "Ein Zeichen je Entscheidung.", "Vorlauf"], svg, legende)
}

pub fn vielfache(w: Schreiber) -> Vielfache {
    let feld = |id: &str, titel: &str, wert: &str, ganz: i64, punkte: &[Option<i64>]| {
        let punkte: Vec<_> = (0..).zip(punkte).map(|(monat, wert)| (20_400 + 30 * monat, *wert)).collect();
        let untergrenze = wert.starts_with("mehr");
        let data =
            chart::Multiple { von: 20_400, bis: 20_730, ganz: Some(ganz), ganz_wort: w.t("alle"), punkte, untergrenze, treppe: false };
        let svg = chart::multiple(&frame(w, id, titel, 186), &data).unwrap();
        Vielfach {
            titel: w.t(titel),
            wert: Satz::default().share(w.t(wert), ganz.to_string(), None),
            prozent: w.t(if wert == "58" { "48 %" } else { "" }),
            svg,
        }
    };
    let voll: Vec<Option<i64>> = (0..12).map(|monat| Some(22 + monat * 3)).collect();
    let luecke: Vec<Option<i64>> = (0..12).map(|monat| (!(5..8).contains(&monat)).then_some(1 + monat / 3)).collect();
    Vielfache {
        kennung: Anker::new("d-vielfache"),
        titel: w.s("Nachnutzende je Lösung: keine erreicht die Hälfte ihrer Bezugsgröße"),
        lesart: w.s("Jedes Feld reicht von null bis zu allen Aufgabenträgern."),
        felder: vec![
            feld("d-v1", "Melderegisterauskunft", "58", 122, &voll),
            feld(
                "d-v2",
                "Mängelmelder",
                "mehr als 20",
                122,
                &[None, None, Some(3), Some(7), Some(9), Some(11), Some(13), Some(15), Some(20)],
            ),
            feld("d-v3", "Führerscheinantrag", "5", 14, &luecke),
            feld("d-v4", "Zustellung von Bescheiden", "1", 14, &[Some(1)]),
        ],
        hinweis: w.s("↑ Untergrenze, die Quelle sagt „mehr als“. Schraffiert: für diese Zeit nicht dokumentiert."),
        quelle: Satz::default(),
        tabelle: tabelle(w, "d-vielfache-tabelle", "Nachnutzende", &[("Melderegisterauskunft", "58")]),
    }
}

pub fn matrix(w: Schreiber) -> Matrix {
    let monate = ["05/26", "06/26", "07/26", "08/26", "09/26", "10/26"];
    let spalten = |kopf: &str| std::iter::once(Spalte::left(&w.t(kopf))).chain(monate.map(|monat| Spalte::center(&w.t(monat)))).collect();
    let leer = || Zelle::bare_mark(Form::Schraffur, &w.t("kein Kontakt dokumentiert"));
    let zeile = |name: &str, nur: usize| {
        let zelle = |monat: usize| if monat % 3 == nur { Zelle::bare_mark(Form::Punkt, &w.t("beteiligt")) } else { leer() };
        Zeile::new(None, std::iter::once(w.s(name).into()).chain((0..6).map(zelle)).collect())
    };
    let kreis = |id: &str, name: &str| Teiltafel {
        titel: w.t(&format!("{name}: 2 von 2 Verwaltungen")),
        tabelle: Tabelle {
            kennung: Anker::new(id),
            beschriftung: w.t(&format!("{name}: Kontakte je Monat")),
            spalten: spalten("Verwaltung"),
            zeilen: vec![zeile("Stadt A", 0), zeile("Stadt B", 1)],
            gestalt: Gestalt::Dicht,
            ..Tabelle::default()
        },
    };
    Matrix {
        titel: w.s("Mit ").share("4", "4", None).word(w.t(" Verwaltungen ist ein Kontakt dokumentiert")),
        satz: w.s("In der Reihenfolge des amtlichen Schlüssels."),
        uebersicht: Tabelle {
            kennung: Anker::new("d-matrix"),
            beschriftung: w.t("Kontakte je Kreis und Monat"),
            spalten: spalten("Kreis"),
            zeilen: vec![zeile("Landkreis Harz", 0), zeile("Landkreis Börde", 2)],
            gestalt: Gestalt::Dicht,
            fuss: std::iter::once(w.s("Monate mit Kontakt").into()).chain((0..6).map(|_| w.s("1 von 2").into())).collect(),
            ..Tabelle::default()
        },
        gruppen: vec![kreis("d-matrix-1", "Landkreis Börde"), kreis("d-matrix-2", "Landkreis Harz")],
        legende: vec![eintrag(w, Form::Punkt, "beteiligt"), eintrag(w, Form::Schraffur, "kein Kontakt dokumentiert")],
        quelle: Satz::default(),
    }
}
