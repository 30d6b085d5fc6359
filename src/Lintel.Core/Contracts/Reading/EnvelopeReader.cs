using System.Text;

namespace Lintel.Contracts;

/// <summary>Reads the shape of an error body.</summary>
/// <param name="faults">Where faults go.</param>
/// <param name="variables">Reads the variables.</param>
/// <param name="isXml">Whether bodies are also sent as XML, so that names must be those of elements.</param>
internal sealed class EnvelopeReader(FaultList faults, VariableReader variables, bool isXml)
{
    private const int MaximumDepth = 8;
    private const int MaximumMembers = 128;
    private const int LongestName = 64;
    private const int LongestText = 256;

    private int _members;
    private bool _isInEach;

    /// <summary>Reads one envelope; another kind of node is a fault.</summary>
    /// <param name="node">The node.</param>
    /// <param name="name">What it is called in faults.</param>
    public EnvelopeValue Read(YamlNode node, string name)
    {
        switch (node)
        {
            case YamlMapping mapping:
                return ReadMapping(mapping, 1);
            case YamlSequence sequence:
                return ReadList(sequence, 1);
            default:
                faults.Add(
                    node.Position,
                    $"`{name}` is {MappingCursor.Describe(node)}.",
                    "Write a mapping such as { error: { code: $code, message: $message } }, or a list.");
                return new EnvelopeValue.Group([]);
        }
    }

    private EnvelopeValue ReadValue(YamlNode node, string name, int depth) => node switch
    {
        YamlMapping mapping => ReadMapping(mapping, depth + 1),
        YamlSequence sequence => ReadList(sequence, depth + 1),
        YamlScalar scalar => ReadScalar(scalar, name),
        _ => new EnvelopeValue.Constant("null"),
    };

    private EnvelopeValue ReadMapping(YamlMapping mapping, int depth)
    {
        if (mapping.Members.FirstOrDefault(member => member.Name == EachReader.Word) is not { } each)
        {
            return ReadGroup(mapping.Position, mapping.Members, depth);
        }

        if (!IsBounded(mapping.Position, mapping.Members.Count, depth))
        {
            return new EnvelopeValue.Group([]);
        }

        return new EachReader(faults, mapping, each).ReadKeyed(value => InEach(each, () => ReadValue(value, "$value", depth)));
    }

    private EnvelopeValue.Group ReadGroup(SourcePosition position, IReadOnlyList<YamlMember> named, int depth)
    {
        var members = new List<EnvelopeMember>();
        if (!IsBounded(position, named.Count, depth))
        {
            return new EnvelopeValue.Group(members);
        }

        foreach (var member in named)
        {
            if (IsNamed(member))
            {
                members.Add(new EnvelopeMember(VariableReader.WordsOf(member.Name), ReadValue(member.Value, member.Name, depth)));
            }
        }

        return new EnvelopeValue.Group(members);
    }

    private EnvelopeValue.List ReadList(YamlSequence sequence, int depth)
    {
        if (!IsBounded(sequence.Position, sequence.Items.Count, depth))
        {
            return new EnvelopeValue.List([]);
        }

        return new EnvelopeValue.List([.. sequence.Items.Select(item => ReadItem(item, depth))]);
    }

    private EnvelopeValue ReadItem(YamlNode item, int depth)
    {
        if (item is not YamlMapping mapping || mapping.Members.FirstOrDefault(member => member.Name == EachReader.Word) is not { } each)
        {
            return ReadValue(item, "an item", depth);
        }

        return new EachReader(faults, mapping, each).ReadItems(
            value => InEach(each, () => ReadValue(value, "$value", depth)),
            members => InEach(each, () => ReadGroup(mapping.Position, members, depth + 1)));
    }

    private EnvelopeValue InEach(YamlMember each, Func<EnvelopeValue> read)
    {
        if (_isInEach)
        {
            faults.Add(each.Position, "The envelope has $each inside $each.", "Use one of them; a fault has no faults of its own.");
        }

        var outer = _isInEach;
        _isInEach = true;
        var value = read();
        _isInEach = outer;
        return value;
    }

    private bool IsBounded(SourcePosition position, int members, int depth)
    {
        _members += members;
        if (depth > MaximumDepth)
        {
            faults.Add(position, $"The envelope nests deeper than {MaximumDepth} levels.", "Nest less.");
        }
        else if (_members > MaximumMembers)
        {
            faults.Add(position, $"The envelope has more than {MaximumMembers} members.", "Say less.");
        }

        return depth <= MaximumDepth && _members <= MaximumMembers;
    }

    private bool IsNamed(YamlMember member)
    {
        if (member.Name.Length is 0 or > LongestName || !SourceText.IsClean(member.Name))
        {
            faults.Add(
                member.Position,
                $"An envelope's member is called {Quoting.Quote(member.Name)}.",
                $"Use 1 to {LongestName} characters, none of them a control character.");
        }
        else if (member.Key.OtherKind is { } kind)
        {
            faults.Add(
                member.Position,
                $"An envelope's member is called {Quoting.Quote(member.Name)} without quotes, which is {kind} in YAML 1.2, not a text.",
                $"Put it in quotes: {Quoting.Quote(member.Name)}.");
        }
        else if (VariableReader.HasVariable(member.Name))
        {
            faults.Add(
                member.Position,
                $"An envelope's member is called {Quoting.Quote(member.Name)}; names with a dollar sign are Lintel's.",
                $"Write two dollar signs for one: {Quoting.Quote("$" + member.Name)}. {EachReader.Names}");
        }
        else if (isXml && !Forms.XmlName.IsMatch(member.Name))
        {
            faults.Add(
                member.Position,
                $"An envelope's member is called {Quoting.Quote(member.Name)}, and bodies are sent as XML.",
                $"Use {Forms.XmlNameInWords}.");
        }
        else
        {
            return true;
        }

        return false;
    }

    private EnvelopeValue ReadScalar(YamlScalar scalar, string name)
    {
        if (variables.ReadWhole(scalar, _isInEach) is { } variable)
        {
            return variable;
        }

        if (scalar.Value.Length <= LongestText && VariableReader.HasVariable(scalar.Value))
        {
            return variables.ReadText(scalar, _isInEach);
        }

        return ReadConstant(scalar, name);
    }

    private EnvelopeValue.Constant ReadConstant(YamlScalar scalar, string name)
    {
        if (scalar.IsNull)
        {
            return new EnvelopeValue.Constant("null");
        }

        if (scalar.IsPlain && CoreSchema.IsBeyondJson(scalar.Value))
        {
            faults.Add(
                scalar.Position,
                $"The constant of the envelope's member {Quoting.Quote(name)} is {Quoting.Quote(scalar.Value)}, a number that JSON does not have.",
                "Write another number, or put it in quotes for a text.");
            return new EnvelopeValue.Constant("null");
        }

        if (scalar.IsPlain && scalar.Value.Length <= LongestText && ConstantOf(scalar.Value) is { } json)
        {
            return new EnvelopeValue.Constant(json);
        }

        if (scalar.Value.Length > LongestText || !SourceText.IsClean(scalar.Value))
        {
            faults.Add(
                scalar.Position,
                $"The constant of the envelope's member {Quoting.Quote(name)} is too long or holds control characters.",
                $"Use at most {LongestText} characters on one line.");
            return new EnvelopeValue.Constant("null");
        }

        var text = new System.Buffers.ArrayBufferWriter<byte>();
        JsonFormat.Instance.WriteString(text, VariableReader.WordsOf(scalar.Value));
        return new EnvelopeValue.Constant(Encoding.UTF8.GetString(text.WrittenSpan));
    }

    private static string? ConstantOf(string plain) => CoreSchema.ToBoolean(plain) is { } flag ? (flag ? "true" : "false") : CoreSchema.ToJsonNumber(plain);
}
