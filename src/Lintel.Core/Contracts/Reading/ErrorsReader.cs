namespace Lintel.Contracts;

/// <summary>Reads <c>errors</c>, the catalog.</summary>
/// <param name="root">The contract.</param>
/// <param name="settings">What definitions are read and compiled with.</param>
internal sealed class ErrorsReader(MappingCursor root, CatalogSettings settings)
{
    private const int MaximumDefinitions = 1_000;

    /// <summary>false if a definition or one of its conditions could not be read, so that nothing can be said of what is missing.</summary>
    public bool IsWhole { get; private set; } = true;

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
            var code = ReadCode(member);
            if (!root.TryMapping(member.Value, $"definition '{member.Name}'", out var entry))
            {
                IsWhole = false;
                continue;
            }

            var definition = new DefinitionReader(entry, code, settings).Read();
            IsWhole &= definition.HasAllConditions;
            definitions.Add(definition);
            entry.RefuseOthers();
        }

        return definitions;
    }

    /// <summary>The code. A faulty one has a stand-in, so that the rest of the definition is read and its conditions count as answered.</summary>
    private CodeText ReadCode(YamlMember member)
    {
        if (member.Key.OtherKind is not null && Forms.NumberCode.IsMatch(member.Name))
        {
            return new CodeText(member.Name, IsNumber: true);
        }

        if (Forms.Code.IsMatch(member.Name))
        {
            return new CodeText(member.Name);
        }

        root.Faults.Add(member.Position, $"A definition has the code {Quoting.Quote(member.Name)}.", $"Use {Forms.CodeInWords}.");
        return new CodeText(string.Concat(member.Name.Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_')));
    }
}

/// <summary>The settings that definitions are read and compiled with.</summary>
/// <param name="Envelopes">The shapes of bodies.</param>
/// <param name="Bodies">What the contract says of bodies beside their shape.</param>
/// <param name="ContentTypes">The media types of bodies, the preferred one first.</param>
/// <param name="HeadersReader">Reads header fields.</param>
/// <param name="Headers">The header fields of every error.</param>
/// <param name="TypeBase">The beginning of every code's page, below the path of the reference.</param>
/// <param name="Docs">The address of every code's documentation elsewhere, with <c>{code}</c>; null for none.</param>
internal sealed record CatalogSettings(
    EnvelopeSet Envelopes,
    BodySettings Bodies,
    IReadOnlyList<string> ContentTypes,
    HeadersReader HeadersReader,
    IReadOnlyList<DeclaredHeader> Headers,
    string TypeBase,
    string? Docs);
