namespace Lintel.Contracts;

/// <summary>Reads <c>errors</c>, the catalog.</summary>
/// <param name="root">The contract.</param>
/// <param name="envelope">The shape of every body.</param>
/// <param name="form">The form of field errors.</param>
/// <param name="typeBase">What the path of every row's documentation begins with.</param>
internal sealed class ErrorsReader(MappingCursor root, EnvelopeValue.Group envelope, FieldErrorForm form, string typeBase)
{
    private const int MaximumRows = 1_000;
    private const int LongestWait = 31 * 24 * 60 * 60;

    public IReadOnlyList<ErrorRow> Read()
    {
        var rows = new List<ErrorRow>();
        if (root.Need("errors", "the rows of the catalog by code") is not { } node)
        {
            return rows;
        }

        if (node is not YamlMapping { Members.Count: > 0 } catalog)
        {
            root.Fault("errors", "`errors` holds no rows.", "Write at least the rows for not_found, method.unsupported, request.invalid and server.error.");
            return rows;
        }

        if (catalog.Members.Count > MaximumRows)
        {
            root.Fault("errors", $"There are more than {MaximumRows} rows.", "Join rows that clients treat alike.");
            return rows;
        }

        foreach (var member in catalog.Members)
        {
            if (!Forms.Code.IsMatch(member.Name))
            {
                root.Faults.Add(member.Position, $"A row has the code {Quoting.Quote(member.Name)}.", $"Use {Forms.CodeInWords}.");
            }
            else if (root.TryMapping(member.Value, $"row '{member.Name}'", out var row))
            {
                rows.Add(ReadRow(member.Name, row));
                row.RefuseOthers();
            }
        }

        return rows;
    }

    private ErrorRow ReadRow(string code, MappingCursor row)
    {
        var status = row.NeedInteger("status", 400, 599, "the HTTP status, 400 to 599");
        var when = ReadConditions(row, "when");
        var details = DetailsReader.Read(row);
        var messages = new MessagesReader(row, when, details);
        var text = row.NeedText("message", "the public message");
        var rowMessages = messages.Read(text);
        var title = ReadTitle(row, status);
        int? retryAfter = row.Has("retryAfter") ? row.Integer("retryAfter", 1, LongestWait, 1) : null;
        var texts = new RowTexts(code, status, title, typeBase + code, rowMessages, details, form, retryAfter);
        var definition = new ErrorDefinition
        {
            Code = code,
            Status = status,
            When = when,
            Title = title,
            Message = text,
            Meaning = row.NeedLines("meaning", "what the code means, for the reference page"),
            Fix = row.NeedLines("fix", "what the caller does about it"),
            Retry = RetryReader.Read(row),
            RetryAfter = retryAfter,
            Source = row.Choice("source", ContractWords.Sources, ErrorSource.Page),
            Retired = row.Flag("retired", fallback: false),
            Details = details,
            Arguments = messages.Arguments,
            Template = TemplateCompiler.Compile(envelope, texts),
            CompileFor = other => TemplateCompiler.Compile(envelope, texts.WithStatus(other)),
        };
        CheckRow(row, definition);
        return new ErrorRow(definition, row, messages.Conditions);
    }

    private static string ReadTitle(MappingCursor row, int status)
    {
        if (row.Has("title"))
        {
            return row.Text("title");
        }

        if (ReasonPhrases.Of(status) is { } phrase)
        {
            return phrase;
        }

        row.Fault("status", $"Status {status} of {row.Subject} is not registered and has no reason phrase to serve as title.", "Add `title:`, or choose a registered status.");
        return string.Empty;
    }

    private static List<Condition> ReadConditions(MappingCursor row, string name)
    {
        var conditions = new List<Condition>();
        foreach (var item in row.Items(name, singleAllowed: true))
        {
            if (item is not YamlScalar word || !Condition.TryParse(word.Value, out var condition))
            {
                var all = $"Known are {string.Join(", ", Condition.All)} and http.400 to http.599.";
                row.Faults.Add(item.Position, $"`{name}` of {row.Subject} has {MappingCursor.Describe(item)}, which is no condition.", item is YamlScalar wrong ? Spelling.Suggest(wrong.Value, Condition.All.Select(known => known.Name), all) : all);
            }
            else
            {
                conditions.Add(condition);
            }
        }

        return conditions;
    }

    private void CheckRow(MappingCursor row, ErrorDefinition definition)
    {
        foreach (var condition in definition.When.Where(condition => condition.Status is { } status && status != definition.Status))
        {
            row.Fault("when", $"{row.Name} answers {condition} with the status {definition.Status}.", $"Write `status: {condition.Status}`: a status that the application sets is never sent as another.");
        }

        if (definition is { Status: 429, Retry: not RetryAdvice.AfterHeader })
        {
            row.Fault("retry", $"{row.Name} is a 429 and does not tell its callers to wait for the Retry-After header.", "Write `retry: { after: header }`.");
        }

        if (definition is { Retired: true, When.Count: > 0 })
        {
            row.Fault("when", $"{row.Name} is retired, never sent, and has conditions.", "Give its conditions to another row and take `when` away.");
        }

        if (definition.Details is not DetailsShape.Nothing && !Uses(envelope, EnvelopeVariable.Details) && envelope.Members.Count > 0)
        {
            row.Fault("details", $"{row.Name} has details, and the envelope has no $details to show them.", "Add $details? to the envelope, or take `details` away.");
        }
    }

    private static bool Uses(EnvelopeValue value, EnvelopeVariable variable) => value switch
    {
        EnvelopeValue.Variable hole => hole.Name == variable,
        EnvelopeValue.Group group => group.Members.Any(member => Uses(member.Value, variable)),
        _ => false,
    };
}
