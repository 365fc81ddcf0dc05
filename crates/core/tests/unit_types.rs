//! What the sources of the core may not hold: floats, decimal types, silent casts, and unit types that add (UNIT-1). That different units
//! do not meet is shown where they are defined, by examples that do not build.
#![allow(missing_docs, reason = "a test file")]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may stop"
)]

use std::path::{Path, PathBuf};

/// The one file of conversions.
const UNITS: &str = "units.rs";
const TYPES: [&str; 10] =
    ["Atoms", "AssetAtoms", "Ppm", "Ticks", "Mticks", "Lots", "TickValue", "LotValue", "Slot", "Position"];
const OPERATORS: [&str; 13] = [
    "Add",
    "Sub",
    "Mul",
    "Div",
    "Rem",
    "Neg",
    "AddAssign",
    "SubAssign",
    "MulAssign",
    "DivAssign",
    "Deref",
    "Sum",
    "Product",
];

/// Sources of the core by path, without comments and without what stands in quotes.
fn sources() -> Vec<(PathBuf, String)> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text.lines().map(bare).collect::<Vec<_>>().join("\n")));
            }
        }
    }
    assert!(found.len() > 40, "the core has sources");
    found
}

/// A line without comment and quoted text.
fn bare(line: &str) -> String {
    let code = line.split("//").next().unwrap();
    code.split('"').step_by(2).collect::<Vec<_>>().join("\"\"")
}

/// Words of a source, each with the one behind it.
fn words(text: &str) -> Vec<&str> {
    text.split(|sign: char| !sign.is_alphanumeric() && sign != '_' && sign != '.')
        .filter(|word| !word.is_empty())
        .collect()
}

/// A float type, or a number with a fraction or of such a type.
fn is_float(word: &str) -> bool {
    let number = word.starts_with(|sign: char| sign.is_ascii_digit()) && !word.starts_with("0x");
    let fraction = word.split_once('.').is_some_and(|(_, rest)| rest.starts_with(|sign: char| sign.is_ascii_digit()));
    ["f32", "f64"].iter().any(|kind| word == *kind || number && word.ends_with(kind)) || number && fraction
}

/// UNIT-1: no float and no decimal type exists in the core.
#[test]
fn no_source_has_a_float_or_a_decimal() {
    for (path, text) in sources() {
        let found = words(&text).into_iter().find(|word| is_float(word) || word.contains("Decimal"));
        assert_eq!(found, None, "{}", path.display());
    }
}

/// UNIT-1: no silent cast: a number changes its type by a conversion that is exact or refuses.
#[test]
fn no_source_casts_silently() {
    const NUMBERS: [&str; 12] =
        ["u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize"];
    for (path, text) in sources() {
        let all = words(&text);
        let cast = all.windows(2).find(|pair| pair[0] == "as" && NUMBERS.contains(&pair[1]));
        assert_eq!(cast, None, "{}", path.display());
    }
}

/// UNIT-1: quantities have no operators, which could wrap or meet another unit; conversions between them live in one file.
#[test]
fn units_have_no_operators_and_one_place_of_conversion() {
    for (path, text) in sources() {
        for line in text.lines().map(str::trim).filter(|line| line.starts_with("impl")) {
            let all = words(line);
            let of_unit = all.iter().any(|word| TYPES.contains(word));
            let operator = all.iter().find(|word| OPERATORS.contains(word));
            assert!(!of_unit || operator.is_none(), "{}: {line}", path.display());
            let converts = all.iter().any(|word| ["From", "Into", "TryFrom", "TryInto", "AsRef"].contains(word));
            assert!(!of_unit || !converts, "{}: {line}", path.display());
        }
        let own = text.contains("const MTICKS") || text.contains("const PPM:");
        assert!(!own || path.ends_with(UNITS), "{}: a factor between units stands in {UNITS}", path.display());
    }
}

/// The rules above can fail.
#[test]
fn what_is_looked_for_is_found() {
    for word in ["f64", "f32", "1.5", "2f64", "0.25"] {
        assert!(is_float(word), "{word}");
    }
    for word in ["f640x", "self.0", "1_000", "0xf64a", "a.f", "0..8"] {
        assert!(!is_float(word), "{word}");
    }
    assert_eq!(bare("let a = \"1.5 as u8\"; // f64"), "let a = \"\"; ");
}
