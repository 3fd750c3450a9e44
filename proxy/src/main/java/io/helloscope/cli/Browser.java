package io.helloscope.cli;

import io.helloscope.app.StartException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An installed browser and how it is told to use a proxy for everything, loopback included.
 *
 * @param program its path
 * @param firefox whether it is Firefox (settings in a profile file) or of Chromium's kin (settings as options)
 */
record Browser(Path program, boolean firefox) {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
            "microsoft-edge", "brave-browser", "firefox", "firefox-esr");
    private static final List<String> PLACES = List.of(
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            "/Applications/Chromium.app/Contents/MacOS/Chromium",
            "/Applications/Firefox.app/Contents/MacOS/firefox",
            "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
            "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
            "C:\\Program Files\\Mozilla Firefox\\firefox.exe");

    static Browser firstInstalled() {
        return Stream.concat(NAMES.stream().flatMap(name -> onPath(name).stream()), PLACES.stream().map(Path::of))
                .filter(Files::isExecutable).findFirst().map(Browser::of)
                .orElseThrow(() -> new StartException("no browser found: looked for " + String.join(", ", NAMES)
                        + " on the PATH; name one with --browser"));
    }

    static Browser named(String name) {
        Optional<Path> found = name.contains(File.separator) ? Optional.of(Path.of(name)) : onPath(name);
        return found.filter(Files::isExecutable).map(Browser::of)
                .orElseThrow(() -> new StartException("--browser: \"" + name + "\" is no program that can be started"));
    }

    /** The command that opens this address, after the profile has been prepared. */
    List<String> command(Path profile, String proxy, String url, boolean headless) throws IOException {
        return firefox ? firefoxCommand(profile, proxy, url, headless) : chromiumCommand(profile, proxy, url, headless);
    }

    private List<String> chromiumCommand(Path profile, String proxy, String url, boolean headless) {
        List<String> command = new ArrayList<>(List.of(program.toString(), "--user-data-dir=" + profile, "--no-first-run",
                "--no-default-browser-check", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--proxy-server=http://" + proxy,
                // Without this, localhost, 127.0.0.0/8, ::1 and link-local go past every proxy.
                "--proxy-bypass-list=<-loopback>"));
        if (headless) {
            command.addAll(List.of("--headless", "--disable-gpu", "--dump-dom"));
        }
        if ("root".equals(System.getProperty("user.name"))) {
            // Chromium's sandbox does not start as root.
            command.add("--no-sandbox");
        }
        command.add(url);
        return command;
    }

    private List<String> firefoxCommand(Path profile, String proxy, String url, boolean headless) throws IOException {
        int colon = proxy.lastIndexOf(':');
        String host = proxy.substring(0, colon);
        String port = proxy.substring(colon + 1);
        Files.writeString(profile.resolve("user.js"), """
                user_pref("network.proxy.type", 1);
                user_pref("network.proxy.http", "%1$s");
                user_pref("network.proxy.http_port", %2$s);
                user_pref("network.proxy.ssl", "%1$s");
                user_pref("network.proxy.ssl_port", %2$s);
                user_pref("network.proxy.no_proxies_on", "");
                user_pref("network.proxy.allow_hijacking_localhost", true);
                user_pref("browser.shell.checkDefaultBrowser", false);
                user_pref("datareporting.policy.dataSubmissionEnabled", false);
                """.formatted(host, port));
        List<String> command = new ArrayList<>(List.of(program.toString(), "--no-remote", "--profile", profile.toString()));
        if (headless) {
            command.add("--headless");
        }
        command.add(url);
        return command;
    }

    private static Browser of(Path program) {
        return new Browser(program, program.getFileName().toString().startsWith("firefox"));
    }

    private static Optional<Path> onPath(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name)).filter(Files::isExecutable).findFirst();
    }
}
