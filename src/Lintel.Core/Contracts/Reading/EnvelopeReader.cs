using System.Text;

namespace Lintel.Contracts;

/// <summary>Reads <c>envelope</c>.</summary>
internal sealed class EnvelopeReader
{
    private const int MaximumDepth = 8;
    private const int MaximumMembers = 128;
    private const int LongestName = 64;
    private const int LongestText = 256;

    private readonly FaultList _faults;
    private readonly HashSet<EnvelopeVariable> _used = [];
    private int _members;

    private EnvelopeReader(FaultList faults) => _faults = faults;

    public static EnvelopeValue.Group Read(MappingCursor root)
    {
        if (root.Need("envelope", "the shape of an error body") is not { } node)
        {
            return new EnvelopeValue.Group([]);
        }

        if (node is not YamlMapping mapping)
        {
            root.Fault("envelope", $"`envelope` is {MappingCursor.Describe(node)}.", "Write a mapping such as { error: { code: $code, message: $message } }.");
            return new EnvelopeValue.Group([]);
        }

        var reader = new EnvelopeReader(root.Faults);
        var before = root.Faults.Count;
        var group = reader.ReadGroup(mapping, 1);
        if (root.Faults.Count == before && !reader._used.Contains(EnvelopeVariable.Code))
        {
            root.Fault("envelope", "The envelope does not say $code, so that clients have nothing to branch on.", "Add a member with the value $code.");
        }

        return group;
    }

    private EnvelopeValue.Group ReadGroup(YamlMapping mapping, int depth)
    {
        var members = new List<EnvelopeMember>();
        if (depth > MaximumDepth)
        {
            _faults.Add(mapping.Position, $"The envelope nests deeper than {MaximumDepth} levels.", "Nest less.");
            return new EnvelopeValue.Group(members);
        }

        _members += mapping.Members.Count;
        if (_members > MaximumMembers)
        {
            _faults.Add(mapping.Position, $"The envelope has more than {MaximumMembers} members.", "Say less.");
            return new EnvelopeValue.Group(members);
        }

        foreach (var member in mapping.Members)
        {
            if (member.Name.Length is 0 or > LongestName || !IsClean(member.Name))
            {
                _faults.Add(
                    member.Position,
                    $"An envelope's member is called {Quoting.Quote(member.Name)}.",
                    $"Use 1 to {LongestName} characters, none of them a control character.");
            }
            else
            {
                members.Add(new EnvelopeMember(member.Name, ReadValue(member, depth)));
            }
        }

        return new EnvelopeValue.Group(members);
    }

    private EnvelopeValue ReadValue(YamlMember member, int depth)
    {
        switch (member.Value)
        {
            case YamlMapping mapping:
                return ReadGroup(mapping, depth + 1);
            case YamlScalar scalar when scalar.Value.StartsWith('$'):
                return ReadVariable(scalar);
            case YamlScalar scalar:
                return ReadConstant(member, scalar);
            default:
                _faults.Add(
                    member.Value.Position,
                    $"The envelope's member {Quoting.Quote(member.Name)} is {member.Value.Kind}.",
                    "Write a mapping, a constant or a variable such as $code.");
                return new EnvelopeValue.Constant("null");
        }
    }

    private EnvelopeValue.Variable ReadVariable(YamlScalar scalar)
    {
        var optional = scalar.Value.EndsWith('?');
        var name = optional ? scalar.Value[..^1] : scalar.Value;
        if (!ContractWords.Variables.TryGetValue(name, out var variable))
        {
            var all = $"Known are {string.Join(", ", ContractWords.Variables.Keys)}.";
            _faults.Add(
                scalar.Position,
                $"The envelope uses an unknown variable {Quoting.Quote(scalar.Value)}.",
                Spelling.Suggest(name, ContractWords.Variables.Keys, all));
        }
        else if (optional && variable is not (EnvelopeVariable.Details or EnvelopeVariable.RetryAfter))
        {
            _faults.Add(
                scalar.Position,
                $"The envelope says {Quoting.Quote(scalar.Value)}, but {name} always has something to say.",
                $"Write {name}; only $details? and $retryAfter? can be left out.");
        }

        _used.Add(variable);
        return new EnvelopeValue.Variable(variable, optional);
    }

    private EnvelopeValue.Constant ReadConstant(YamlMember member, YamlScalar scalar)
    {
        if (scalar.IsNull)
        {
            return new EnvelopeValue.Constant("null");
        }

        if (scalar.IsPlain && CoreSchema.IsBeyondJson(scalar.Value))
        {
            _faults.Add(
                scalar.Position,
                $"The constant of the envelope's member {Quoting.Quote(member.Name)} is {Quoting.Quote(scalar.Value)}, a number that JSON does not have.",
                "Write another number, or put it in quotes for a text.");
            return new EnvelopeValue.Constant("null");
        }

        if (scalar.IsPlain && scalar.Value.Length <= LongestText && ConstantOf(scalar.Value) is { } json)
        {
            return new EnvelopeValue.Constant(json);
        }

        if (scalar.Value.Length > LongestText || !IsClean(scalar.Value))
        {
            _faults.Add(
                scalar.Position,
                $"The constant of the envelope's member {Quoting.Quote(member.Name)} is too long or holds control characters.",
                $"Use at most {LongestText} characters on one line.");
            return new EnvelopeValue.Constant("null");
        }

        var text = new TemplateBuilder().Json("\""u8).Text(scalar.Value).Json("\""u8).Constant;
        return new EnvelopeValue.Constant(Encoding.UTF8.GetString(text));
    }

    private static string? ConstantOf(string plain) => CoreSchema.ToBoolean(plain) is { } flag ? (flag ? "true" : "false") : CoreSchema.ToJsonNumber(plain);

    private static bool IsClean(string text) => !text.Any(char.IsControl) && SourceText.IndexOfHalfCharacter(text) < 0;
}
