package io.helloscope.app;

import io.helloscope.bytes.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;

/** Certificates from files that the settings name: PEM (several in one file) or DER. */
final class CertificateFiles {
    private CertificateFiles() {
    }

    /** The DER of every certificate in these files; a file without one is a mistake that its key names. */
    static List<Bytes> read(String key, List<Path> files) {
        List<Bytes> all = new ArrayList<>();
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                int before = all.size();
                for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                    all.add(Bytes.of(certificate.getEncoded()));
                }
                if (all.size() == before) {
                    throw new CertificateException("none");
                }
            } catch (CertificateException | IOException unreadable) {
                throw new StartException(key + ": " + file + " holds no certificate that can be read (expected: X.509 certificates as PEM or DER)");
            }
        }
        return List.copyOf(all);
    }
}
