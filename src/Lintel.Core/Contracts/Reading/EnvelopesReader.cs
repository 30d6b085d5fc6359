namespace Lintel.Contracts;

/// <summary>Reads <c>envelope</c>, <c>envelopes</c> and what a contract says of its code.</summary>
internal static class EnvelopesReader
{
    private const int MaximumEnvelopes = 16;

    /// <param name="root">The contract.</param>
    /// <param name="format">What the contract says of bodies in general.</param>
    public static EnvelopeSet Read(MappingCursor root, BodySettings format)
    {
        var before = root.Faults.Count;
        var variables = new VariableReader(root.Faults, format.Members, "The envelope");
        EnvelopeValue envelope = root.Need("envelope", "the shape of an error body") is { } node
            ? Read(root, node, "envelope", variables, format)
            : new EnvelopeValue.Group([]);
        var named = new Dictionary<string, EnvelopeValue>(StringComparer.Ordinal);
        if (root.TryMapping("envelopes", "`envelopes`", out var cursor))
        {
            foreach (var member in cursor.Members.Take(MaximumEnvelopes))
            {
                if (Forms.Name.IsMatch(member.Name))
                {
                    named[member.Name] = Read(root, member.Value, member.Name, variables, format);
                }
                else
                {
                    root.Faults.Add(member.Position, $"An envelope is called {Quoting.Quote(member.Name)}.", $"Use {Forms.NameInWords}.");
                }
            }

            if (cursor.Members.Count > MaximumEnvelopes)
            {
                root.Fault("envelopes", $"There are more than {MaximumEnvelopes} envelopes.", "Join those that are alike.");
            }
        }

        var set = new EnvelopeSet(envelope, named, variables.Used);
        CheckCode(root, set, format, isWhole: root.Faults.Count == before);
        return set;
    }

    private static EnvelopeValue Read(MappingCursor root, YamlNode node, string name, VariableReader variables, BodySettings format)
    {
        var before = variables.Used.Count;
        var value = new EnvelopeReader(root.Faults, variables, format.Xml is not null).Read(node, name);
        var echoed = variables.Used.Skip(before).Where(used => used.Variable.Name == EnvelopeVariable.FaultValue).ToArray();
        if (!format.FieldErrors.EchoesValues && echoed is [var first, ..])
        {
            root.Faults.Add(
                first.Position,
                "The envelope uses $fault.value, and nothing allows what callers have sent to be echoed.",
                "Add `echo: true` to `fieldErrors`, or take the member away.");
        }

        return value;
    }

    /// <summary>Reads <c>code</c>, and holds it to the envelopes; what a faulty one lacks may be what could not be read.</summary>
    private static void CheckCode(MappingCursor root, EnvelopeSet set, BodySettings format, bool isWhole)
    {
        var says = set.All.All(envelope => EnvelopeUses.Of(envelope).Contains(EnvelopeVariable.Code)) || format.HeadersSayCode;
        if (!root.Has("code"))
        {
            if (!says && isWhole)
            {
                root.Fault(
                    "envelope",
                    "The envelope does not say $code, so that clients have nothing to branch on.",
                    "Add a member with the value $code, have a header say it (headers: { X-Error-Code: $code }), or write `code: none` and `because:`.");
            }

            return;
        }

        root.Choice("code", new Dictionary<string, bool>(StringComparer.Ordinal) { ["none"] = true }, fallback: true);
        root.NeedText("because", "the reason why errors have no code");
        if (says && isWhole)
        {
            root.Fault("code", "The contract says `code: none`, and its errors have a code.", "Take `code` and `because` away.");
        }
    }
}

/// <summary>The settings of bodies beside their shape.</summary>
/// <param name="Members">The members that definitions set.</param>
/// <param name="FieldErrors">The form and the words of field errors.</param>
/// <param name="Xml">The names that XML needs; null where no body is XML.</param>
/// <param name="HeadersSayCode">Whether a header field of every error has the code.</param>
internal sealed record BodySettings(
    IReadOnlyDictionary<string, MemberDeclaration> Members,
    FieldErrorFormat FieldErrors,
    XmlShape? Xml,
    bool HeadersSayCode);

/// <summary>The envelopes of a contract.</summary>
/// <param name="Default">The envelope of definitions that name none.</param>
/// <param name="Named">The others by name.</param>
/// <param name="Used">The variables of all of them, each with its place in the file.</param>
internal sealed record EnvelopeSet(
    EnvelopeValue Default,
    IReadOnlyDictionary<string, EnvelopeValue> Named,
    IReadOnlyList<(EnvelopeValue.Variable Variable, SourcePosition Position)> Used)
{
    /// <summary>Every envelope, the default first.</summary>
    public IEnumerable<EnvelopeValue> All => Named.Values.Prepend(Default);
}
