using System.Globalization;
using System.Text;

namespace Lintel.Tests.Infer;

/// <summary>A contract with any envelope of objects, lists, constants, variables, members and faults.</summary>
internal sealed class RandomContract(Random random)
{
    private static readonly string[] Names = ["info", "extra", "a", "b-c", "status", "kind", "traceback", "request", "help", "ok", "version", "note", "data", "x_y", "path", "when"];

    private static readonly string[] Values =
    [
        "$status", "\"$status\"", "$requestId", "$title", "$reasonPhrase", "$timestamp", "$timestamp.seconds", "$path", "$method", "$retryAfter?", "$docs", "\"https://e.example/$requestId/x\"",
        "$member.category", "$member.severity", "$member.hint?", "$argument.subject?", "true", "null", "12", "1.50", "constant", "\"two words\"", "\"$$5\"", "[]", "{}", "\"\"", "[1, x]",
        "{ $each: faults?, $by: field, $value: [ $fault.message ] }", "[ { $each: faults?, field: $fault.path, code: $fault.code, message: $fault.message } ]",
        "[ { $each: faults, pointer: $fault.pointer, detail: $fault.message } ]",
    ];

    private readonly HashSet<string> _used = [];

    public string Write() => $$"""
        api: rnd
        title: Random
        basePath: /rnd
        requestId: { {{(random.Next(2) == 0 ? "prefix: req_, " : "")}}digits: {{random.Next(12, 33).ToString(CultureInfo.InvariantCulture)}} }
        order: [route, method, body, resource, rules]
        docs: https://docs.example.com/{code}/e
        members: { category: string, severity: integer, hint: string? }
        envelope: {{Envelope()}}
        errors:
          not_found: { status: 404, title: Nothing here, when: not_found, message: "There is no {subject} here.", arguments: [subject], members: { category: A_KIND, severity: 1 }, meaning: m, fix: f }
          wrong_method: { status: 405, when: method.unsupported, message: This method is not known., members: { category: B_KIND, severity: 2, hint: Look it up }, meaning: m, fix: f }
          faulty: { status: 422, title: Some are wrong, when: request.invalid, message: Some parts are wrong., members: { category: A_KIND, severity: 1 }, meaning: m, fix: f }
          slow_down: { status: 429, when: rate.exceeded, message: "Wait for {retryAfter} seconds.", members: { category: C_KIND, severity: 7 }, meaning: m, fix: f, retry: { after: header } }
          broken: { status: 500, title: It broke, when: server.error, message: It failed on our side., members: { category: C_KIND, severity: 9 }, meaning: m, fix: f }

        """;

    private string Envelope()
    {
        var own = $"code: $code, message: $message{Others(random.Next(5))}";
        return random.Next(4) switch
        {
            0 => $"{{ {own} }}",
            1 => $"{{ error: {{ {own} }}{Others(random.Next(3))} }}",
            2 => $"{{ first: const, errors: [ {{ {own} }} ]{Others(random.Next(3))} }}",
            _ => $"{{ {own}, meta: {{ id: $requestId{Others(random.Next(3))} }} }}",
        };
    }

    private string Others(int count)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            var value = Values[random.Next(Values.Length)];
            var isOnce = value.Contains("fault", StringComparison.Ordinal) ? "faults" : value;
            if (_used.Add(isOnce) && Names[random.Next(Names.Length)] is var name && _used.Add("name " + name))
            {
                text.Append(", ").Append(name).Append(": ").Append(value);
            }
        }

        return text.ToString();
    }
}
