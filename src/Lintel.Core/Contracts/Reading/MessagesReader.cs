namespace Lintel.Contracts;

/// <summary>Reads a definition's <c>message</c>, <c>messages</c> and <c>arguments</c> and holds their placeholders to what can fill them.</summary>
internal sealed class MessagesReader
{
    private readonly MappingCursor _definition;
    private readonly IReadOnlyList<Condition> _when;
    private readonly bool _hasAllConditions;
    private readonly HashSet<Condition> _conditions = [];
    private readonly List<string> _own = [];
    private readonly Dictionary<string, Translation> _translations = new(StringComparer.Ordinal);

    /// <param name="definition">The definition.</param>
    /// <param name="when">Its conditions.</param>
    /// <param name="hasAllConditions">false if there are others, whose arguments are not known.</param>
    /// <param name="details">The shape of its details.</param>
    public MessagesReader(MappingCursor definition, IReadOnlyList<Condition> when, bool hasAllConditions, DetailsShape details)
    {
        _definition = definition;
        _when = when;
        _hasAllConditions = hasAllConditions;
        var members = details is DetailsShape.Object shape
            ? shape.Members.Where(member => member.Type != DetailsType.FieldErrors).Select(member => member.Name).ToArray()
            : [];
        var named = definition.Texts("arguments", Forms.Argument, Forms.ArgumentInWords);
        _own.AddRange(named.Concat(members).Distinct(StringComparer.Ordinal));
        Arguments = [.. when.SelectMany(condition => condition.Arguments).Concat(_own).Distinct(StringComparer.Ordinal)];
        CheckMembers(members, named);
    }

    /// <summary>The names of everything that can fill the definition's placeholders and details.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>The conditions that have a message of their own, in whichever language.</summary>
    public IReadOnlyCollection<Condition> Conditions => _conditions;

    /// <summary>The messages in other languages, by language tag.</summary>
    public IReadOnlyDictionary<string, Translation> Translations => _translations;

    public ErrorMessages Read(string text)
    {
        var general = Parse("message", text, _definition, Arguments);
        var byCondition = new Dictionary<Condition, MessageTemplate>();
        if (_definition.TryMapping("messages", $"`messages` of {_definition.Subject}", out var cursor))
        {
            foreach (var member in cursor.Members)
            {
                if (Forms.Language.IsMatch(member.Name))
                {
                    _translations[member.Name] = ReadTranslation(member, cursor);
                }
                else if (ReadCondition(member, cursor, Forms.LanguageInWords) is { } own)
                {
                    byCondition[own.Condition] = own.Message;
                }
            }
        }

        return new ErrorMessages(general, byCondition);
    }

    /// <summary>A language has one text, or `message` and the texts of some conditions.</summary>
    private Translation ReadTranslation(YamlMember member, MappingCursor messages)
    {
        var byCondition = new Dictionary<Condition, MessageTemplate>();
        if (member.Value is not YamlMapping || !messages.TryMapping(member.Value, $"`{member.Name}` in `messages` of {_definition.Subject}", out var cursor))
        {
            var only = messages.NeedText(member.Name, "the message in this language");
            return new Translation(only, new ErrorMessages(Parse(member.Name, only, messages, Arguments), byCondition));
        }

        var text = cursor.NeedText("message", "the message in this language");
        foreach (var inner in cursor.Members.Where(inner => !string.Equals(inner.Name, "message", StringComparison.Ordinal)))
        {
            if (ReadCondition(inner, cursor, "`message`") is { } own)
            {
                byCondition[own.Condition] = own.Message;
            }
        }

        return new Translation(text, new ErrorMessages(Parse("message", text, cursor, Arguments), byCondition));
    }

    private (Condition Condition, MessageTemplate Message)? ReadCondition(YamlMember member, MappingCursor cursor, string orElse)
    {
        if (Condition.TryParse(member.Name, out var condition))
        {
            _conditions.Add(condition);
            return (condition, Parse(member.Name, cursor.NeedText(member.Name, "its message"), cursor, [.. condition.Arguments, .. _own]));
        }

        var fix = $"Write the name of a condition that this definition answers, or {orElse}.";
        _definition.Faults.Add(
            member.Position,
            $"{cursor.Name} has {Quoting.Quote(member.Name)}, which is neither a condition nor {(orElse == Forms.LanguageInWords ? "a language" : orElse)}.",
            LanguageMeant(member.Name) is { } language && orElse == Forms.LanguageInWords
                ? $"Did you mean {language}? The letter case is that of RFC 5646."
                : Spelling.Suggest(member.Name, Condition.All.Select(known => known.Name), fix));
        return null;
    }

    /// <summary>The tag that a text is in another letter case; null where it is none.</summary>
    private static string? LanguageMeant(string text)
    {
        var subtags = text.Split('-').Select(
            (subtag, place) => place == 0 ? subtag.ToLowerInvariant()
                : subtag.Length == 4 ? char.ToUpperInvariant(subtag[0]) + subtag[1..].ToLowerInvariant()
                : subtag.ToUpperInvariant());
        return string.Join('-', subtags) is var tag && Forms.Language.IsMatch(tag) && !Condition.All.Any(condition => condition.Name == text) ? tag : null;
    }

    private MessageTemplate Parse(string name, string text, MappingCursor cursor, IReadOnlyList<string> arguments)
    {
        if (MessageTemplate.Parse(text) is not { } template)
        {
            cursor.Fault(
                name,
                $"`{name}` of {cursor.Subject} has a brace without its partner.",
                "Close the placeholder, or write {{ and }} for braces that are meant to be seen.");
            return MessageTemplate.Empty;
        }

        foreach (var placeholder in _hasAllConditions ? template.Placeholders.Distinct(StringComparer.Ordinal) : [])
        {
            if (!string.Equals(placeholder, MessageTemplate.RequestId, StringComparison.Ordinal) && !arguments.Contains(placeholder))
            {
                var all = arguments.Count == 0
                    ? "Nothing fills placeholders here; name arguments in `arguments`."
                    : $"Known here are {string.Join(", ", arguments)}; others go into `arguments`.";
                cursor.Fault(
                    name,
                    $"`{name}` of {cursor.Subject} has an unknown placeholder {Quoting.Quote(placeholder)}.",
                    Spelling.Suggest(placeholder, arguments, all));
            }
        }

        return template;
    }

    private void CheckMembers(string[] members, IReadOnlyList<string> named)
    {
        if (_when.Count == 0 || !_hasAllConditions)
        {
            return;
        }

        var given = _when.SelectMany(condition => condition.Arguments).Concat(named).ToArray();
        foreach (var member in members.Except(given, StringComparer.Ordinal))
        {
            var fix =
                $"Name it in `arguments` where operations supply it; the conditions have {(given.Length == 0 ? "none" : string.Join(", ", given.Distinct(StringComparer.Ordinal)))}.";
            _definition.Fault(
                "details",
                $"The detail {Quoting.Quote(member)} of {_definition.Subject} is an argument of none of its conditions.",
                Spelling.Suggest(member, given, fix));
        }
    }
}

/// <summary>The messages of a definition in one language.</summary>
/// <param name="Text">The general message.</param>
/// <param name="Messages">All of them.</param>
internal sealed record Translation(string Text, ErrorMessages Messages);
