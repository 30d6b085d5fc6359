namespace Lintel.Contracts;

/// <summary>Reads <c>errors</c>, the catalog.</summary>
/// <param name="root">The contract.</param>
/// <param name="envelope">The shape of every body.</param>
/// <param name="form">The form of field errors.</param>
/// <param name="typeBase">What the path of every code's documentation begins with.</param>
internal sealed class ErrorsReader(MappingCursor root, EnvelopeValue.Group envelope, FieldErrorForm form, string typeBase)
{
    private const int MaximumDefinitions = 1_000;
    private const int LongestWait = 31 * 24 * 60 * 60;

    public IReadOnlyList<ParsedError> Read()
    {
        var definitions = new List<ParsedError>();
        if (root.Need("errors", "the error definitions by code") is not { } node)
        {
            return definitions;
        }

        if (node is not YamlMapping { Members.Count: > 0 } catalog)
        {
            root.Fault(
                "errors",
                "`errors` holds no definitions.",
                "Write at least the definitions for not_found, method.unsupported, request.invalid and server.error.");
            return definitions;
        }

        if (catalog.Members.Count > MaximumDefinitions)
        {
            root.Fault("errors", $"There are more than {MaximumDefinitions} error definitions.", "Join definitions that clients treat alike.");
            return definitions;
        }

        foreach (var member in catalog.Members)
        {
            if (!Forms.Code.IsMatch(member.Name))
            {
                root.Faults.Add(member.Position, $"A definition has the code {Quoting.Quote(member.Name)}.", $"Use {Forms.CodeInWords}.");
            }
            else if (root.TryMapping(member.Value, $"definition '{member.Name}'", out var entry))
            {
                definitions.Add(ReadDefinition(member.Name, entry));
                entry.RefuseOthers();
            }
        }

        return definitions;
    }

    private ParsedError ReadDefinition(string code, MappingCursor entry)
    {
        var status = entry.NeedInteger("status", 400, 599, "the HTTP status, 400 to 599");
        var when = ReadConditions(entry, "when");
        var details = DetailsReader.Read(entry);
        var messages = new MessagesReader(entry, when, details);
        var text = entry.NeedText("message", "the public message");
        var errorMessages = messages.Read(text);
        var title = ReadTitle(entry, status);
        int? retryAfter = entry.Has("retryAfter") ? entry.Integer("retryAfter", 1, LongestWait, 1) : null;
        var texts = new ErrorTexts(code, status, title, typeBase + code, errorMessages, details, form, retryAfter);
        var definition = new ErrorDefinition
        {
            Code = code,
            Status = status,
            When = when,
            Title = title,
            Message = text,
            Meaning = entry.NeedLines("meaning", "what the code means, for the reference page"),
            Fix = entry.NeedLines("fix", "what the caller does about it"),
            Retry = RetryReader.Read(entry),
            RetryAfter = retryAfter,
            Source = entry.Choice("source", ContractWords.Sources, ErrorSource.Page),
            Retired = entry.Flag("retired", fallback: false),
            Details = details,
            Arguments = messages.Arguments,
            Template = TemplateCompiler.Compile(envelope, texts),
            CompileFor = CompilerOf(texts),
        };
        definition.Translate(messages.Translations.ToDictionary(
            pair => pair.Key,
            pair => (pair.Value.Text, CompilerOf(texts with { Messages = pair.Value.Messages })),
            StringComparer.Ordinal));
        CheckDefinition(entry, definition);
        return new ParsedError(definition, entry, messages.Conditions);
    }

    private Func<int, ErrorTemplate> CompilerOf(ErrorTexts texts) => status => TemplateCompiler.Compile(envelope, texts.WithStatus(status));

    private static string ReadTitle(MappingCursor entry, int status)
    {
        if (entry.Has("title"))
        {
            return entry.Text("title");
        }

        if (ReasonPhrases.Of(status) is { } phrase)
        {
            return phrase;
        }

        entry.Fault(
            "status",
            $"Status {status} of {entry.Subject} is not registered and has no reason phrase to serve as title.",
            "Add `title:`, or choose a registered status.");
        return string.Empty;
    }

    private static List<Condition> ReadConditions(MappingCursor entry, string name)
    {
        var conditions = new List<Condition>();
        foreach (var item in entry.Items(name, singleAllowed: true))
        {
            if (item is not YamlScalar word || !Condition.TryParse(word.Value, out var condition))
            {
                var all = $"Known are {string.Join(", ", Condition.All)} and http.400 to http.599.";
                entry.Faults.Add(
                    item.Position,
                    $"`{name}` of {entry.Subject} has {MappingCursor.Describe(item)}, which is no condition.",
                    item is YamlScalar wrong ? Spelling.Suggest(wrong.Value, Condition.All.Select(known => known.Name), all) : all);
            }
            else
            {
                conditions.Add(condition);
            }
        }

        return conditions;
    }

    private void CheckDefinition(MappingCursor entry, ErrorDefinition definition)
    {
        foreach (var condition in definition.When.Where(condition => condition.Status is { } status && status != definition.Status))
        {
            entry.Fault(
                "when",
                $"{entry.Name} answers {condition} with the status {definition.Status}.",
                $"Write `status: {condition.Status}`: a status that the application sets is never sent as another.");
        }

        if (definition is { Status: 429, Retry: not RetryAdvice.AfterHeader })
        {
            entry.Fault(
                "retry",
                $"{entry.Name} is a 429 and does not tell its callers to wait for the Retry-After header.",
                "Write `retry: { after: header }`.");
        }

        if (definition is { Retired: true, When.Count: > 0 })
        {
            entry.Fault("when", $"{entry.Name} is retired, never sent, and has conditions.", "Give its conditions to another definition and take `when` away.");
        }

        if (definition.Details is not DetailsShape.Nothing && !Uses(envelope, EnvelopeVariable.Details) && envelope.Members.Count > 0)
        {
            entry.Fault(
                "details",
                $"{entry.Name} has details, and the envelope has no $details to show them.",
                "Add $details? to the envelope, or take `details` away.");
        }
    }

    private static bool Uses(EnvelopeValue value, EnvelopeVariable variable) => value switch
    {
        EnvelopeValue.Variable hole => hole.Name == variable,
        EnvelopeValue.Group group => group.Members.Any(member => Uses(member.Value, variable)),
        _ => false,
    };
}
