//! How cells look: the house's colours, German number formats, and grey for what is not known.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::report::model::{Farbe, Form, Ton, Wert};

pub const INK: u32 = 0x14_1a_26;
pub const BLUE: u32 = 0x17_3f_85;
const GREY: u32 = 0x5b_65_77;
const VIOLET: u32 = 0x5a_2a_72;
pub const LINE: u32 = 0xcc_d3_dd;

pub const COUNT: &str = "#,##0";
pub const DAY: &str = "dd.mm.yyyy";

/// Made once for a workbook: a format is compared with every other of the same file.
pub struct Look {
    pub title: Format,
    pub above: Format,
    pub finding: Format,
    pub heading: Format,
    pub sentence: Format,
    pub source: Format,
    pub band: Format,
    pub head: Format,
    pub head_right: Format,
    pub text: Format,
    pub missing: Format,
    good: Format,
    middling: Format,
    bad: Format,
    pub link: Format,
    /// A sentence that is a link.
    pub way: Format,
    pub foot: Format,
    count: Format,
    better: Format,
    worse: Format,
    decimal: Format,
    money: Format,
    day: Format,
    percent: Format,
}

impl Look {
    pub fn new() -> Self {
        let base = || Format::new().set_font_color(Color::RGB(INK)).set_align(FormatAlign::Top);
        let wrapped = || base().set_text_wrap();
        let cell = || base().set_border_bottom(FormatBorder::Thin).set_border_bottom_color(Color::RGB(LINE));
        // Numbers and the words beside them do not touch.
        let number = |format: &str| cell().set_num_format(format).set_align(FormatAlign::Right).set_indent(1);
        let head = || wrapped().set_bold().set_font_color(Color::White).set_background_color(Color::RGB(BLUE));
        let marked = |ground: u32| cell().set_text_wrap().set_background_color(Color::RGB(ground));
        Self {
            title: wrapped().set_font_size(16).set_bold(),
            above: wrapped().set_bold().set_font_color(Color::RGB(BLUE)),
            finding: wrapped().set_font_size(13).set_bold(),
            heading: wrapped().set_font_size(12).set_bold(),
            sentence: wrapped(),
            source: wrapped().set_font_size(9).set_font_color(Color::RGB(GREY)),
            band: wrapped()
                .set_bold()
                .set_font_color(Color::White)
                .set_background_color(Color::RGB(VIOLET))
                .set_align(FormatAlign::VerticalCenter),
            head: head(),
            head_right: head().set_align(FormatAlign::Right).set_indent(1),
            text: cell().set_text_wrap(),
            missing: cell().set_text_wrap().set_italic().set_font_color(Color::RGB(GREY)),
            good: marked(0xe1_f1_ee),
            middling: marked(0xfb_f0_d9),
            bad: marked(0xf7_e2_e2),
            link: cell().set_text_wrap().set_font_color(Color::RGB(BLUE)).set_underline(rust_xlsxwriter::FormatUnderline::Single),
            way: wrapped().set_font_color(Color::RGB(BLUE)).set_underline(rust_xlsxwriter::FormatUnderline::Single),
            foot: wrapped().set_bold(),
            count: number(COUNT),
            better: number("\"↗ \"#,##0"),
            worse: number("\"↘ \"#,##0"),
            decimal: number("#,##0.0"),
            money: number("#,##0.00\\ \"€\""),
            day: cell().set_num_format(DAY).set_align(FormatAlign::Left),
            percent: number("0.0\\ %"),
        }
    }

    /// A count that goes on naming its unit, whatever its sign: the words say the side.
    pub fn with_unit(&self, unit: &str) -> Format {
        let plain = format!("{COUNT}\"{}\"", unit.replace('"', ""));
        self.count.clone().set_num_format(format!("{plain};{plain}"))
    }

    /// For words: those of a status have its colour behind them, what is missing is grey.
    pub fn words(&self, form: Option<Form>) -> &Format {
        match form {
            Some(Form::Schraffur) => &self.missing,
            Some(Form::GruenerKreis) => &self.good,
            Some(Form::GelbesDreieck) => &self.middling,
            Some(Form::RoteRaute) => &self.bad,
            _ => &self.text,
        }
    }

    /// The number to write for a value, and how it is shown.
    #[allow(clippy::cast_precision_loss, reason = "counts and Cent are far below 2^53")]
    pub fn number(&self, value: Wert, tone: Option<Ton>) -> (f64, &Format) {
        match (value, tone) {
            (Wert::Anzahl(count), Some(Ton::Auf)) => (count as f64, &self.better),
            (Wert::Anzahl(count), Some(Ton::Ab)) => (count as f64, &self.worse),
            (Wert::Anzahl(count), _) => (count as f64, &self.count),
            (Wert::Zahl(number), _) => (number, &self.decimal),
            (Wert::Geld(cents), _) => (cents as f64 / 100.0, &self.money),
            (Wert::Tag(day), _) => (f64::from(day) + DAYS_BEFORE_1970, &self.day),
            (Wert::Prozent(percent), _) => (percent / 100.0, &self.percent),
        }
    }
}

/// Workbooks count days from the end of 1899.
pub const DAYS_BEFORE_1970: f64 = 25_569.0;

/// Fill and line of a part of a bar.
pub fn fill(colour: Farbe) -> (u32, u32) {
    match colour {
        Farbe::Gruen => (0x0f_7b_68, 0x0f_7b_68),
        Farbe::Gelb => (0xe8_b0_4a, 0xb6_77_00),
        Farbe::Rot => (0xae_1f_23, 0xae_1f_23),
        Farbe::Grau => (0xff_ff_ff, 0x7a_84_96),
        Farbe::Voll => (0x17_3f_85, 0x17_3f_85),
        Farbe::Mittel => (0x64_8e_cb, 0x64_8e_cb),
        Farbe::Hell => (0xad_c5_e8, 0x64_8e_cb),
        Farbe::Leer => (0xff_ff_ff, 0x8a_94_a6),
    }
}
