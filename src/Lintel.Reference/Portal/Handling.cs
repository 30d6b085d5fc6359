using System.Globalization;
using Lintel.Contracts;

namespace Lintel.Reference;

/// <summary>The handling of a code by a client, in one language.</summary>
/// <param name="Id">The word in addresses and style sheets.</param>
/// <param name="Language">The language.</param>
/// <param name="Code">The code.</param>
internal sealed record HandlingSample(string Id, string Language, string Code);

/// <summary>Writes clients that recognize one code and do what its definition advises.</summary>
internal sealed class Handling
{
    private readonly HandledCall _call;
    private readonly ErrorDefinition _error;
    private readonly IReadOnlyList<string>? _path;
    private readonly string? _header;

    private Handling(PortalApi api, ErrorDefinition error, PageAddress address)
    {
        _call = HandledCall.Of(api, error, address);
        _error = error;
        _path = error.Template.ContentType.Contains("json", StringComparison.OrdinalIgnoreCase) ? EnvelopeMembers.PathOfCode(error.Envelope) : null;
        _header = error.Template.Headers.FirstOrDefault(header => header.IsConstant && header.Format(default) == error.Code)?.Name;
    }

    public static IReadOnlyList<HandlingSample> Of(PortalApi api, ErrorDefinition error, PageAddress address)
    {
        var handling = new Handling(api, error, address);
        return
        [
            new HandlingSample("curl", "curl", handling.Shell()),
            new HandlingSample("csharp", "C#", handling.CSharp()),
            new HandlingSample("typescript", "TypeScript", handling.TypeScript()),
            new HandlingSample("python", "Python", handling.Python()),
        ];
    }

    private string Shell()
    {
        var code = _path is not null ? $"code=$(jq -r '{JqPath()}' error.json)"
            : _header is not null ? $"code=$(awk -F': ' 'tolower($1) == \"{_header.ToLowerInvariant()}\" {{ print $2 }}' head.txt | tr -d '\\r')"
            : null;
        var test = code is null ? $"if [ \"$status\" = {_error.Status} ]; then" : $"if [ \"$code\" = '{_error.Code}' ]; then";
        return Lines([
            .. _call.ShellVariables,
            $"status=$(curl -s -o error.json -D head.txt -w '%{{http_code}}' {_call.Shell} \"$@\")",
            code,
            test,
            _error.Retry switch
            {
                RetryAdvice.AfterHeader => "  sleep \"$(awk 'tolower($1) == \"retry-after:\" { print $2 + 0 }' head.txt)\"   # and send it again",
                RetryAdvice.Backoff backoff => $"  for wait in {string.Join(' ', backoff.Seconds)}; do sleep \"$wait\"; done   # send it again after each",
                RetryAdvice.After after => $"  sleep {after.FromSeconds}   # and send it again",
                _ => $"  echo {Curl.Quote(Fix())} >&2",
            },
            "fi"]);
    }

    private string CSharp() => Lines(
        _call.CSharp,
        _path is null ? null : "var error = response.IsSuccessStatusCode ? null : await response.Content.ReadFromJsonAsync<JsonNode>();",
        _path is not null ? $"if ((string?)error{string.Concat(_path.Select(step => IsIndex(step) ? $"?[{step}]" : $"?[\"{step}\"]"))} == \"{_error.Code}\")"
            : _header is not null ? $"if (response.Headers.TryGetValues(\"{_header}\", out var codes) && codes.Contains(\"{_error.Code}\"))"
            : $"if ((int)response.StatusCode == {_error.Status})",
        "{",
        _error.Retry switch
        {
            RetryAdvice.AfterHeader header =>
                $"    var wait = response.Headers.RetryAfter!.Delta!.Value;\n    await Task.Delay(wait{Jittered(header, " * (1 + Random.Shared.NextDouble() * {0})")});   // and send it again",
            RetryAdvice.Backoff backoff =>
                $"    int[] waits = [{string.Join(", ", backoff.Seconds)}];   // seconds before each further try; {backoff.Attempts} tries in all\n    await Task.Delay(TimeSpan.FromSeconds(waits[attempt]));",
            RetryAdvice.After after => $"    await Task.Delay(TimeSpan.FromSeconds(Random.Shared.Next({after.FromSeconds}, {after.ToSeconds + 1})));   // and send it again",
            _ => $"    throw new InvalidOperationException(\"{CLike(Fix())}\");",
        },
        "}");

    private string TypeScript() => Lines(
        _call.TypeScript,
        _path is null ? null : "const error = response.ok ? undefined : await response.json();",
        _path is not null ? $"if (error{string.Concat(_path.Select(step => IsIndex(step) ? $"?.[{step}]" : IsName(step) ? $"?.{step}" : $"?.[\"{step}\"]"))} === \"{_error.Code}\") {{"
            : _header is not null ? $"if (response.headers.get(\"{_header}\") === \"{_error.Code}\") {{"
            : $"if (response.status === {_error.Status}) {{",
        _error.Retry switch
        {
            RetryAdvice.AfterHeader header =>
                $"  const wait = Number(response.headers.get(\"Retry-After\")) * 1000{Jittered(header, " * (1 + Math.random() * {0})")};\n  await new Promise((resolve) => setTimeout(resolve, wait)); // and send it again",
            RetryAdvice.Backoff backoff =>
                $"  const waits = [{string.Join(", ", backoff.Seconds)}]; // seconds before each further try; {backoff.Attempts} tries in all\n  await new Promise((resolve) => setTimeout(resolve, waits[attempt] * 1000));",
            RetryAdvice.After after => $"  await new Promise((resolve) => setTimeout(resolve, {after.FromSeconds} * 1000)); // and send it again",
            _ => $"  throw new Error(\"{CLike(Fix())}\");",
        },
        "}");

    private string Python() => Lines(
        _call.Python,
        _path is not null ? $"if response.is_error and response.json(){string.Concat(_path.Select(step => IsIndex(step) ? $"[{step}]" : $"[\"{step}\"]"))} == \"{_error.Code}\":"
            : _header is not null ? $"if response.headers.get(\"{_header}\") == \"{_error.Code}\":"
            : $"if response.status_code == {_error.Status}:",
        _error.Retry switch
        {
            RetryAdvice.AfterHeader header =>
                $"    wait = int(response.headers[\"Retry-After\"]){Jittered(header, " * (1 + random.random() * {0})")}\n    time.sleep(wait)  # and send it again",
            RetryAdvice.Backoff backoff =>
                $"    waits = [{string.Join(", ", backoff.Seconds)}]  # seconds before each further try; {backoff.Attempts} tries in all\n    time.sleep(waits[attempt])",
            RetryAdvice.After after => $"    time.sleep(random.uniform({after.FromSeconds}, {after.ToSeconds}))  # and send it again",
            _ => $"    raise RuntimeError(\"{CLike(Fix())}\")",
        });

    private string JqPath() => _path is { Count: 0 } ? "." : string.Concat(_path!.Select(step => IsIndex(step) ? $"[{step}]" : IsName(step) ? $".{step}" : $".\"{step}\""));

    private static string Jittered(RetryAdvice.AfterHeader header, string format) =>
        header.Jitter > 0 ? string.Format(CultureInfo.InvariantCulture, format, header.Jitter) : string.Empty;

    /// <summary>The first sentence of what to do.</summary>
    private string Fix()
    {
        var fix = _error.Fix.Replace("`", string.Empty, StringComparison.Ordinal);
        var end = fix.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? fix : fix[..(end + 1)];
    }

    private static string CLike(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace('\n', ' ');

    private static bool IsIndex(string step) => step.All(char.IsAsciiDigit);

    private static bool IsName(string step) => step.All(character => char.IsAsciiLetterOrDigit(character) || character == '_') && !char.IsAsciiDigit(step[0]);

    private static string Lines(params IEnumerable<string?> lines) => string.Join('\n', lines.OfType<string>());
}
