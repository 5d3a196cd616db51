<?php
// SPDX-FileCopyrightText: 2026 The Härterei developers
// SPDX-License-Identifier: Apache-2.0

// Uses a module for what it is there for; `works` stands in the answer only if it did.
function image(): bool
{
    $image = imagecreatetruecolor(8, 8);
    ob_start();
    imagepng($image);
    imagewebp($image);
    return strlen(ob_get_clean()) > 100;
}

function archive(): bool
{
    $archive = new ZipArchive();
    return $archive->open('/tmp/trial.zip', ZipArchive::CREATE | ZipArchive::OVERWRITE)
        && $archive->addFromString('a', 'b') && $archive->close();
}

$module = $_GET['module'] ?? '';
$works = match ($module) {
    'opcache' => opcache_get_status(false)['opcache_enabled'],
    'mbstring' => mb_strtoupper('straße') === 'STRASSE',
    'intl' => (new NumberFormatter('de_DE', NumberFormatter::DECIMAL))->format(1234.5) === '1.234,5',
    'xml' => simplexml_load_string('<a><b>c</b></a>')->b == 'c' && class_exists('XSLTProcessor'),
    'curl' => str_contains(curl_version()['ssl_version'], 'OpenSSL'),
    'zip' => archive(),
    'gd' => image(),
    'bcmath' => bcadd('0.1', '0.2', 1) === '0.3',
    'gmp' => gmp_strval(gmp_pow(2, 70)) === '1180591620717411303424',
    'ldap' => ldap_escape('a*', '', LDAP_ESCAPE_FILTER) === 'a\2a',
    'soap' => class_exists('SoapClient'),
    'pgsql' => function_exists('pg_connect') && in_array('pgsql', PDO::getAvailableDrivers()),
    'mysql' => function_exists('mysqli_connect') && in_array('mysql', PDO::getAvailableDrivers()),
    'apcu' => apcu_store('a', 42) && apcu_fetch('a') === 42,
    'redis' => class_exists('Redis') && extension_loaded('igbinary'),
    'root' => @file_put_contents('/var/www/html/written', 'x') === false,
    'variables' => getenv('TRIAL') === 'seen' && ini_get('expose_php') === '',
    'trust' => is_readable(openssl_get_cert_locations()['default_cert_file']),
    'ffi' => !extension_loaded('ffi'),
    default => false,
};
if ($module === 'fault') {
    throw new Exception('a fault for the log');
}
echo $module, $works ? ' works' : ' fails', "\n";
