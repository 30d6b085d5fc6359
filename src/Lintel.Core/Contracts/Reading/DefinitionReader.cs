namespace Lintel.Contracts;

/// <summary>Reads one definition of the catalog.</summary>
/// <param name="entry">The definition.</param>
/// <param name="code">The definition's code.</param>
/// <param name="settings">What it is read and compiled with.</param>
internal sealed class DefinitionReader(MappingCursor entry, CodeText code, CatalogSettings settings)
{
    private const int LongestWait = 31 * 24 * 60 * 60;
    private const int SuccessStatus = 200;

    public ParsedError Read()
    {
        var status = ReadStatus();
        var faultsBefore = entry.Faults.Count;
        var when = ReadConditions("when");
        var hasAllConditions = entry.Faults.Count == faultsBefore;
        var details = DetailsReader.Read(entry);
        var messages = new MessagesReader(entry, when, hasAllConditions, details);
        var text = entry.NeedText("message", "the public message");
        var errorMessages = messages.Read(text);
        var title = ReadTitle(status);
        int? retryAfter = entry.Has("retryAfter") ? entry.Integer("retryAfter", 1, LongestWait, 1) : null;
        var envelope = ReadEnvelope();
        var compiler = new DefinitionCompiler(settings.ContentTypes, settings.Bodies.Xml, envelope, ReadHeaders());
        var type = settings.TypeBase + Uri.EscapeDataString(code.Text);
        var texts = new ErrorTexts(code, status, title, type, errorMessages, details, settings.Bodies.FieldErrors, retryAfter)
        {
            Docs = ReadDocs(),
            Members = MembersReader.ReadValues(entry, settings.Bodies.Members),
            Arguments = [.. messages.Arguments.Union(when.SelectMany(ArgumentsBelow), StringComparer.Ordinal)],
        };
        var definition = new ErrorDefinition
        {
            Code = code.Text,
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
            Position = entry.Position,
            Envelope = envelope,
            Texts = texts,
            Arguments = messages.Arguments,
            Templates = compiler.Compile(texts),
            CompileFor = number => compiler.Compile(texts.WithStatus(number)),
        };
        definition.Translate(messages.Translations.ToDictionary(pair => pair.Key, pair => TranslationOf(pair.Value, texts, compiler), StringComparer.Ordinal));
        Check(definition, envelope);
        CheckHeaders(compiler, texts);
        return new ParsedError(definition, entry, messages.Conditions, hasAllConditions);
    }

    private static (string Message, Func<int, IReadOnlyList<ErrorTemplate>> CompileFor) TranslationOf(
        Translation translation,
        ErrorTexts texts,
        DefinitionCompiler compiler)
    {
        var translated = texts with { Messages = translation.Messages };
        return (translation.Text, number => compiler.Compile(translated.WithStatus(number)));
    }

    private int ReadStatus()
    {
        if (entry.Find("status") is YamlScalar { IsPlain: true, Value: "200" })
        {
            entry.NeedText("because", "the reason why the format answers errors with 200; others have 400 to 599");
            return SuccessStatus;
        }

        if (entry.Has("because"))
        {
            entry.Fault("because", $"{entry.Name} has a reason for the status 200, and another status.", "Take `because` away.");
        }

        return entry.NeedInteger("status", 400, 599, "the HTTP status, 400 to 599");
    }

    private EnvelopeValue ReadEnvelope()
    {
        if (!entry.Has("envelope"))
        {
            return settings.Envelopes.Default;
        }

        if (settings.Envelopes.Named.Count == 0)
        {
            entry.Fault("envelope", $"{entry.Name} names an envelope, and the contract has no `envelopes`.", "Add `envelopes:` with a name for each shape.");
            return settings.Envelopes.Default;
        }

        return entry.NeedChoice("envelope", settings.Envelopes.Named, settings.Envelopes.Default);
    }

    /// <summary>The contract's fields with those of the definition, which replace fields of the same name.</summary>
    private List<DeclaredHeader> ReadHeaders()
    {
        var own = settings.HeadersReader.Read(entry);
        var replaced = own.Select(header => header.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. settings.Headers.Where(header => !replaced.Contains(header.Name)), .. own];
    }

    private string? ReadDocs()
    {
        if (!entry.Has("docs"))
        {
            return settings.Docs?.Replace("{code}", Uri.EscapeDataString(code.Text), StringComparison.Ordinal);
        }

        var docs = entry.Text("docs");
        if (!DocsReader.IsAddress(docs))
        {
            entry.Fault("docs", $"`docs` of {entry.Subject} is {Quoting.Quote(docs)}.", DocsReader.Fix);
        }

        return docs;
    }

    private string ReadTitle(int status)
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

    private List<Condition> ReadConditions(string name)
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

    /// <summary>The arguments of a condition and of those that fall back to it, which the same definition may answer.</summary>
    private static IEnumerable<string> ArgumentsBelow(Condition condition) =>
        Condition.Everything.Where(other => other.IsUnder(condition)).SelectMany(other => other.Arguments);

    private void CheckHeaders(DefinitionCompiler compiler, ErrorTexts texts)
    {
        foreach (var header in compiler.Unprintable(texts))
        {
            entry.Fault(
                "title",
                $"The header field {header.Name} of {entry.Subject} would have characters that are not printable ASCII.",
                "Write the definition's title, members and docs in printable ASCII, or take them out of the field.");
        }
    }

    private void Check(ErrorDefinition definition, EnvelopeValue envelope)
    {
        foreach (var condition in definition.When.Where(condition => condition.Status is { } status && status != definition.Status))
        {
            if (definition.Status != SuccessStatus)
            {
                entry.Fault(
                    "when",
                    $"{entry.Name} answers {condition} with the status {definition.Status}.",
                    $"Write `status: {condition.Status}`: a status that the application sets is never sent as another.");
            }
        }

        if (definition.Retry is not RetryAdvice.AfterHeader && (definition.Status == 429 || definition.When.Contains(Condition.RateExceeded)))
        {
            var what = definition.Status == 429 ? "a 429" : "the answer to rate.exceeded";
            entry.Fault(
                "retry",
                $"{entry.Name} is {what} and does not tell its callers to wait for the Retry-After header.",
                "Write `retry: { after: header }`.");
        }

        if (definition is { Retired: true, When.Count: > 0 })
        {
            entry.Fault("when", $"{entry.Name} is retired, never sent, and has conditions.", "Give its conditions to another definition and take `when` away.");
        }

        if (definition.Details is not DetailsShape.Nothing
            && envelope is not EnvelopeValue.Group { Members.Count: 0 }
            && !EnvelopeUses.Of(envelope).Contains(EnvelopeVariable.Details))
        {
            entry.Fault(
                "details",
                $"{entry.Name} has details, and the envelope has no $details to show them.",
                "Add $details? to the envelope, or take `details` away.");
        }
    }
}
