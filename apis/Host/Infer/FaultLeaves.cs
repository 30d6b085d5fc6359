using System.Text.Json;
using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>Finds the variables of the members of an item for a fault.</summary>
internal sealed class FaultLeaves
{
    private static readonly string[] Locations = ["body", "query", "path", "header"];

    private readonly FaultSource _source;
    private readonly Findings _findings;
    private readonly Notes _notes;
    private readonly Roles _roles;
    private readonly BodyPath? _code;
    private readonly BodyPath? _message;

    public FaultLeaves(Node[] items, BodyPath path, FaultSource source, Roles roles, Findings findings, Notes notes)
    {
        (_source, _roles, _findings, _notes) = (source, roles, findings, notes);
        var leaves = new Dictionary<BodyPath, List<Node>>();
        Collect(items, path, leaves);
        _message = path.Holds(roles.Message)
            ? roles.Message
            : leaves.Where(leaf => NameScores.IsMessage(leaf.Key.Name) && leaf.Value.Exists(node => node.Kind == JsonValueKind.String))
                .OrderByDescending(leaf => leaf.Value.Count(node => node.Text.Contains(' ', StringComparison.Ordinal)))
                .ThenByDescending(leaf => NameScores.OfMessage(leaf.Key.Name))
                .FirstOrDefault(leaf => leaf.Value.Exists(node => node.Text.Contains(' ', StringComparison.Ordinal)))
                .Key;
        _code = path.Holds(roles.Code)
            ? roles.Code
            : leaves.Where(leaf =>
                !leaf.Key.Equals(_message) && leaf.Value.Count == items.Length && leaf.Value.TrueForAll(node => LeafText.MayBeCode(node.Value)))
                .Where(leaf => !NameScores.IsField(leaf.Key.Name))
                .Select(leaf => (leaf.Key, Score: leaf.Key.Name == "issue" ? 30 : NameScores.OfCode(leaf.Key.Name)))
                .Where(leaf => leaf.Score > 0)
                .OrderByDescending(leaf => leaf.Score)
                .FirstOrDefault()
                .Key;
    }

    /// <summary>The variable at a place; null where nothing can be said.</summary>
    public EnvelopeValue? Merge(Node[] nodes, BodyPath path, bool isOptional)
    {
        if (nodes.All(node => node.Kind == JsonValueKind.Array))
        {
            return MergeSegments(nodes, path, isOptional);
        }

        return OfRole(nodes, path, isOptional) ?? OfError(nodes, path, isOptional) ?? Unknown(nodes, path, isOptional);
    }

    private static void Collect(IEnumerable<Node> items, BodyPath path, Dictionary<BodyPath, List<Node>> leaves)
    {
        foreach (var item in items)
        {
            foreach (var member in item.Value.EnumerateObject())
            {
                var node = new Node(item.Sample, member.Value);
                if (node.Kind == JsonValueKind.Object)
                {
                    Collect([node], path.Member(member.Name), leaves);
                    continue;
                }

                if (!leaves.TryGetValue(path.Member(member.Name), out var values))
                {
                    leaves.Add(path.Member(member.Name), values = []);
                }

                values.Add(node);
            }
        }
    }

    private EnvelopeValue? OfRole(Node[] nodes, BodyPath path, bool isOptional)
    {
        if (path.Equals(_code) && !isOptional)
        {
            if (_source == FaultSource.Errors && nodes.All(node => node.Text == node.Sample.Code))
            {
                return new EnvelopeValue.Variable(EnvelopeVariable.Code, Optional: false);
            }

            foreach (var word in nodes.Where(node => node.Text != node.Sample.Code || _source != FaultSource.Errors)
                .Select(node => new CodeText(node.Text, node.Kind == JsonValueKind.Number)))
            {
                _findings.FaultCodes.Add(word);
            }

            return new EnvelopeValue.Variable(EnvelopeVariable.FaultCode, Optional: false);
        }

        if (path.Equals(_message) && !isOptional)
        {
            return new EnvelopeValue.Variable(EnvelopeVariable.FaultMessage, Optional: false);
        }

        Node[] said = [.. nodes.Where(node => !node.IsNull)];
        var canBeLeftOut = isOptional && said.Length == nodes.Length;
        if (said.Length > 0 && said.All(node => Locations.Contains(node.Text)) && path.Name is "location" or "in" or "source" or "where" or "on")
        {
            return new EnvelopeValue.Variable(EnvelopeVariable.FaultLocation, canBeLeftOut);
        }

        return NameScores.IsField(path.Name) && said.Length > 0 && said.All(node => node.Kind == JsonValueKind.String) ? FieldOf(said, canBeLeftOut) : null;
    }

    private static EnvelopeValue FieldOf(Node[] nodes, bool isOptional)
    {
        var texts = nodes.Select(node => node.Text).ToArray();
        if (texts.All(text => text.StartsWith("#/", StringComparison.Ordinal)) && !isOptional)
        {
            return new EnvelopeValue.Text([new TextPiece("#", null), new TextPiece(string.Empty, new(EnvelopeVariable.FaultPointer, Optional: false))]);
        }

        var variable = texts.All(text => text.StartsWith('/')) ? EnvelopeVariable.FaultPointer
            : texts.Any(text => text.Split('.').Any(segment => segment.Length > 0 && segment.All(char.IsAsciiDigit))) ? EnvelopeVariable.FaultDotted
            : EnvelopeVariable.FaultPath;
        return new EnvelopeValue.Variable(variable, isOptional);
    }

    private EnvelopeValue? MergeSegments(Node[] nodes, BodyPath path, bool isOptional)
    {
        if (!isOptional && nodes.All(node => node.Value.GetArrayLength() == 0))
        {
            return new EnvelopeValue.List([]);
        }

        var first = nodes.All(node => node.Value.GetArrayLength() > 0 && Locations.Contains(LeafText.Of(node.Value[0])));
        var areSegments = nodes.All(node => node.Value.EnumerateArray().All(item => item.ValueKind is JsonValueKind.String or JsonValueKind.Number));
        if (!areSegments || !NameScores.IsField(path.Name))
        {
            return Unknown(nodes, path, isOptional);
        }

        var segments = new EnvelopeValue.Variable(EnvelopeVariable.FaultSegments, isOptional);
        return first
            ? new EnvelopeValue.List([new EnvelopeValue.Variable(EnvelopeVariable.FaultLocation, isOptional), segments])
            : segments;
    }

    /// <summary>The parts of items that repeat the error around them, and those that are the same in all.</summary>
    private EnvelopeValue? OfError(Node[] nodes, BodyPath path, bool isOptional)
    {
        if (isOptional)
        {
            return RequestVariables.Find(nodes, path, isOptional);
        }

        if (nodes.All(node => node.Sample.RequestId == node.Text))
        {
            return new EnvelopeValue.Variable(EnvelopeVariable.RequestId, Optional: false);
        }

        if (nodes.All(node => node.Text == LeafText.OfStatus(node.Sample.Status)) && NameScores.IsStatus(path.Name))
        {
            return LeafValues.AsWritten(new EnvelopeValue.Variable(EnvelopeVariable.Status, Optional: false), nodes);
        }

        if (path.Equals(_roles.Title))
        {
            return new EnvelopeValue.Variable(EnvelopeVariable.Title, Optional: false);
        }

        if (nodes.All(node => node.Text == ReasonPhrases.Of(node.Sample.Status)))
        {
            return new EnvelopeValue.Variable(EnvelopeVariable.ReasonPhrase, Optional: false);
        }

        var isSame = nodes.Select(node => node.Value.GetRawText()).Distinct().Count() == 1 && LeafValues.IsConstant(nodes[0].Value);
        if (isSame)
        {
            _findings.Constants.Add(path.ToString());
        }

        return isSame ? new EnvelopeValue.Constant(LeafValues.JsonOf(nodes[0].Value)) : null;
    }

    private EnvelopeValue.Variable? Unknown(Node[] nodes, BodyPath path, bool isOptional)
    {
        if (NameScores.IsSentValue(path.Name) && nodes.All(node => node.Kind is not (JsonValueKind.Array or JsonValueKind.Object)))
        {
            _findings.EchoesValues = true;
            _notes.Add($"{path} was taken for what the caller had sent; `echo: true` lets Lintel show it.");
            return new EnvelopeValue.Variable(EnvelopeVariable.FaultValue, isOptional);
        }

        var byCode = nodes.GroupBy(node => node.Sample.Code).ToArray();
        var isOfCode = byCode.All(same => same.Select(node => node.Value.GetRawText()).Distinct().Count() == 1);
        if (isOfCode && LeafValues.MemberType([.. nodes.Select(node => node.Value)]) is { } type && type != DetailsType.StringList)
        {
            var name = _findings.NameOf(path);
            _findings.Members[name] =
                new FoundMember(type, isOptional, byCode.ToDictionary(same => same.Key, same => same.First().Value, StringComparer.Ordinal));
            return new EnvelopeValue.Variable(EnvelopeVariable.Member, isOptional, name);
        }

        _notes.Add($"{path} differs from item to item and is none of what Lintel knows of a fault; it was left out.");
        return null;
    }
}
