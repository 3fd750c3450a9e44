package io.helloscope.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {
    private static final String ANNA = Passwords.line("anna", "geheim".toCharArray());

    private static Passwords of(String... lines) {
        return Passwords.parse("users", List.of(lines));
    }

    @Test
    void knowsUsersByTheirPasswordsOnly() {
        Passwords passwords = of("# people", "", "  " + ANNA + "  ", Passwords.line("otto", "p\u00e4ss:w\u00f6rd".toCharArray()));
        assertThat(passwords.matches("anna", "geheim")).isTrue();
        assertThat(passwords.matches("otto", "p\u00e4ss:w\u00f6rd")).isTrue();
        assertThat(passwords.matches("anna", "Geheim")).isFalse();
        assertThat(passwords.matches("anna", "")).isFalse();
        assertThat(passwords.matches("anna", "geheim\0")).isFalse();
        assertThat(passwords.matches("otto", "geheim")).isFalse();
        assertThat(passwords.matches("nobody", "geheim")).isFalse();
    }

    @Test
    void remembersWhatWasRightAndNothingElse() {
        Passwords passwords = of(ANNA);
        assertThat(passwords.remembers("anna", "geheim")).isFalse();
        passwords.matches("anna", "wrong");
        assertThat(passwords.remembers("anna", "wrong")).isFalse();
        passwords.matches("anna", "geheim");
        assertThat(passwords.remembers("anna", "geheim")).isTrue();
        assertThat(passwords.remembers("anna", "gehei")).isFalse();
        assertThat(passwords.remembers("ann", "ageheim")).isFalse();
    }

    /** bcrypt itself looks at 72 bytes only. */
    @Test
    void takesNoPasswordForAnotherOneWithTheSameBeginning() {
        String longest = "x".repeat(72);
        Passwords passwords = of(Passwords.line("anna", longest.toCharArray()));
        assertThat(passwords.matches("anna", longest)).isTrue();
        assertThat(passwords.matches("anna", longest + "y")).isFalse();
        assertThatThrownBy(() -> Passwords.line("anna", (longest + "y").toCharArray())).hasMessage(
                "password: 73 bytes (expected: 1..72, none of them NUL)");
    }

    @Test
    void makesLinesAsHtpasswdDoesAndEachAnother() {
        assertThat(ANNA).matches("anna:\\$2y\\$10\\$[./A-Za-z0-9]{53}");
        assertThat(Passwords.line("anna", "geheim".toCharArray())).isNotEqualTo(ANNA);
    }

    /** Other programs' hashes of "U*U", from the test vectors of Openwall's crypt_blowfish. */
    @ParameterizedTest
    @ValueSource(strings = {"$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"})
    void readsHashesOfOtherPrograms(String hash) {
        assertThat(of("anna:" + hash).matches("anna", "U*U")).isTrue();
        assertThat(of("anna:" + hash).matches("anna", "U*U*")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"anna", ":" + "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "anna:geheim",
        "anna:$apr1$abcdefgh$abcdefghijklmnopqrstuv", "anna:$2y$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"})
    void namesTheLineThatItCannotUseAndShowsNothingOfIt(String line) {
        assertThatThrownBy(() -> of(ANNA, line)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("users line 2: no user and bcrypt hash (expected: what htpasswd -nB USER prints, of cost 4..14)");
    }

    @Test
    void refusesAFileThatSaysTwoThingsOrNothing(@TempDir Path folder) throws Exception {
        assertThatThrownBy(() -> of(ANNA, ANNA)).hasMessageContaining("users line 2: a user who is there twice");
        Path file = Files.writeString(folder.resolve("users"), "# nobody\n");
        assertThatThrownBy(() -> Passwords.read(file)).hasMessageStartingWith(file + ": no user");
        assertThatThrownBy(() -> Passwords.read(folder)).hasMessage(folder + " cannot be read as text");
        Files.writeString(file, ANNA + "\n");
        assertThat(Passwords.read(file).matches("anna", "geheim")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "#a", " a", "a ", "a\nb"})
    void makesNoLineForAUserWhoCouldNotBeReadAgain(String user) {
        assertThatThrownBy(() -> Passwords.line(user, "geheim".toCharArray())).isInstanceOf(IllegalArgumentException.class);
    }
}
