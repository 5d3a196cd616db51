<%-- SPDX-FileCopyrightText: 2026 The Härterei developers --%>
<%-- SPDX-License-Identifier: Apache-2.0 --%>
<%@ page contentType="text/plain; charset=UTF-8" %>JSP compiled: <%= 6 * 7 %>
