// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers with the user it runs as, and fails if it can write where it must not. */
@WebServlet("/hello")
public class Hello extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        for (String place : new String[] {"/", "/etc", "/usr/share/tomcat10/lib", "/var/lib/tomcat10/webapps"}) {
            if (new java.io.File(place).canWrite()) {
                throw new IOException("can write to " + place);
            }
        }
        response.setContentType("text/plain");
        response.getWriter().println("Servlet runs as " + System.getProperty("user.name"));
    }
}
