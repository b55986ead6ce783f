//! Presets are read, written and read again; every kind of mistake is told with its place.

use super::*;

#[test]
fn every_shipped_preset_is_read() {
    for preset in Preset::shipped() {
        assert_eq!(
            Preset::parse(&preset.name, &preset.to_toml()),
            Ok(preset.clone()),
            "{}",
            preset.to_toml()
        );
    }
}
