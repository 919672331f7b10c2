package config

import "runtime/debug"

// version is set by the linker (-X), and by nobody else.
var version string

// Version is the version that "make build" stamped, or what Go knows of the module, such as "v1.2.0" or "(devel)".
func Version() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
