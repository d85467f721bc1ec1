//! Whether a text holds more, or holds it deeper, than anything in memory should be made of.

/// What a text may hold: so much for each value, and as much as several for each bracket, because a row has a place for
/// each of its fields. About two hundred thousand rows; a project file has two hundred.
const MOST: usize = 2_000_000;
const BRACKET: usize = 8;
/// Brackets within brackets; a project file has five.
const DEEPEST: usize = 400;

/// Brackets are counted wherever they stand, also in texts and remarks: what is refused is far from any project file.
pub fn is_crowded(text: &[u8]) -> bool {
    let (mut weight, mut depth, mut deepest) = (0_usize, 0_usize, 0_usize);
    for byte in text {
        match byte {
            b'=' | b',' => weight += 1,
            b'{' | b'[' => {
                weight += BRACKET;
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    weight > MOST || deepest > DEEPEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_bounded_and_length_alone_is_not() {
        let nested = |open: &str, times: usize| format!("x = {}", open.repeat(times));
        for open in ["{a=", "[", "[{a="] {
            assert!(!is_crowded(nested(open, 100).as_bytes()) && is_crowded(nested(open, 20_000).as_bytes()), "{open}");
        }
        assert!(!is_crowded("x = [{ a = [1] }]\n".repeat(10_000).as_bytes()));
    }
}
