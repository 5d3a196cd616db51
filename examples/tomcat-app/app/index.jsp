<%-- SPDX-FileCopyrightText: 2026 The Härterei developers --%>
<%-- SPDX-License-Identifier: Apache-2.0 --%>
<%@ page contentType="text/plain; charset=UTF-8" session="false" trimDirectiveWhitespaces="true" %>
<%= java.util.Objects.requireNonNullElse(System.getenv("APP_GREETING"), "Guten Tag") %>
