using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Lintel.Contracts;

/// <summary>
/// Makes the tree of a contract file from parser events. The ready-made object models of the YAML library recurse without bound and a process
/// cannot survive that; here the depth is counted before each step down.
/// </summary>
internal sealed class YamlTree
{
    /// <summary>How deep a contract file may nest.</summary>
    public const int MaximumDepth = 32;

    private readonly Parser _parser;
    private readonly FaultList _faults;
    private readonly string? _file;
    private int _reached = 1;

    private YamlTree(string text, FaultList faults, string? file)
    {
        _parser = new Parser(new StringReader(text));
        _faults = faults;
        _file = file;
    }

    /// <summary>The root of the file's only document; null where the text cannot be read, which is then among the faults.</summary>
    /// <param name="text">The text.</param>
    /// <param name="faults">Where faults go.</param>
    /// <param name="file">The name that positions carry; null for the contract's own file.</param>
    public static YamlNode? Read(string text, FaultList faults, string? file = null)
    {
        var tree = new YamlTree(text, faults, file);
        try
        {
            return tree.ReadDocument();
        }
        catch (TooDeepException exception)
        {
            faults.Add(exception.Position, $"The file nests deeper than {MaximumDepth} levels.", "Nest less; a contract needs no more than a dozen levels.");
        }
        catch (YamlException exception) when (SourceText.IndentingTab(text, tree._reached, LastLineOf(exception)) is { } tab)
        {
            faults.Add(tab, "The line is indented with a tab.", "Indent with spaces; YAML takes no tab there.");
        }
        catch (YamlException exception)
        {
            faults.Add(tree.PositionOf(exception.Start), $"The text is not YAML: {Quoting.Sentence(exception.Message)}", "Correct this line, or the one before it.");
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The parser has answered odd input with exceptions that are not its own; whatever they are, the text is at fault.
            faults.Add(
                SourcePosition.Start,
                $"The text is not YAML: {Quoting.Sentence(exception.Message)}",
                "Write the file anew from the example in docs/contract-format.md.");
        }

        return null;
    }

    private SourcePosition PositionOf(in Mark mark) => new(LineOf(mark), (int)Math.Clamp(mark.Column, 1, int.MaxValue), _file);

    private static int LineOf(in Mark mark) => (int)Math.Clamp(mark.Line, 1, int.MaxValue);

    // Of a tab the parser tells no place at all.
    private static int LastLineOf(YamlException exception) => exception.Start.Index == 0 && exception.Message.Contains("tab", StringComparison.Ordinal)
        ? int.MaxValue
        : Math.Max(LineOf(exception.Start), LineOf(exception.End)) + 1;

    private YamlNode? ReadDocument()
    {
        Step();
        Step();
        if (_parser.Current is not DocumentStart)
        {
            _faults.Add(SourcePosition.Start, "The file is empty.", "Begin with `api:`, as docs/contract-format.md shows.");
            return null;
        }

        Step();
        var root = ReadNode(1);
        Step();
        if (_parser.Current is DocumentStart second)
        {
            _faults.Add(
                PositionOf(second.Start),
                "The file holds a second document.",
                "Keep one contract in one file, without lines of `---` or `...` between its parts.");
        }

        return root;
    }

    private YamlNode ReadNode(int depth)
    {
        var position = PositionOf(_parser.Current!.Start);
        if (depth > MaximumDepth)
        {
            throw new TooDeepException(position);
        }

        RefuseProperties(_parser.Current);
        switch (_parser.Current)
        {
            case Scalar scalar:
                Step();
                return new YamlScalar(position, scalar.Value, scalar.Style == ScalarStyle.Plain);
            case SequenceStart:
                return ReadSequence(position, depth);
            case MappingStart:
                return ReadMapping(position, depth);
            default:
                Step();
                return new YamlScalar(position, string.Empty, IsPlain: false);
        }
    }

    private YamlSequence ReadSequence(SourcePosition position, int depth)
    {
        var items = new List<YamlNode>();
        Step();
        while (_parser.Current is not SequenceEnd)
        {
            items.Add(ReadNode(depth + 1));
        }

        Step();
        return new YamlSequence(position, items);
    }

    private YamlMapping ReadMapping(SourcePosition position, int depth)
    {
        var members = new List<YamlMember>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        Step();
        while (_parser.Current is not MappingEnd)
        {
            var key = ReadNode(depth + 1);
            var value = ReadNode(depth + 1);
            if (key is not YamlScalar scalar)
            {
                _faults.Add(
                    key.Position,
                    $"A member's name is {key.Kind}.",
                    "Write a plain name before the colon; put texts that begin with a bracket in quotes.");
                continue;
            }

            var name = ReadName(scalar);
            if (!lines.TryAdd(name.Value, name.Position.Line))
            {
                _faults.Add(
                    name.Position,
                    $"{Quoting.Quote(name.Value)} is here for the second time; the first is on line {lines[name.Value]}.",
                    "Keep one of them.");
            }
            else
            {
                members.Add(new YamlMember(name, value));
            }
        }

        Step();
        return new YamlMapping(position, members);
    }

    /// <summary>
    /// A member's name. One that is no text to YAML is read as though it stood in quotes, so that what it holds is not missed elsewhere; a number may be a
    /// code.
    /// </summary>
    private YamlScalar ReadName(YamlScalar name)
    {
        if (name.OtherKind is not { } kind || name.Value.Length == 0 || Forms.NumberCode.IsMatch(name.Value))
        {
            return name;
        }

        var number = CoreSchema.ToJsonNumber(name.Value) is { } digits && Forms.NumberCode.IsMatch(digits) ? $" A code that is a number is written {digits}." : null;
        _faults.Add(
            name.Position,
            $"A member's name is {Quoting.Quote(name.Value)} without quotes, which is {kind} in YAML 1.2, not a text.",
            $"Put it in quotes: {Quoting.Quote(name.Value)}.{number}");
        return name with { IsPlain = false };
    }

    private void RefuseProperties(ParsingEvent current)
    {
        if (current is AnchorAlias)
        {
            _faults.Add(PositionOf(current.Start), "The file uses an alias (`*name`).", "Write the value out; put texts that begin with a star in quotes.");
        }
        else if (current is NodeEvent { Anchor.IsEmpty: false })
        {
            _faults.Add(
                PositionOf(current.Start),
                "The file uses an anchor (`&name`).",
                "Take it away and write repeated values out; put texts that begin with `&` in quotes.");
        }

        if (current is NodeEvent { Tag.IsEmpty: false })
        {
            _faults.Add(PositionOf(current.Start), "The file uses a tag (`!name`).", "Take it away; put texts that begin with `!` in quotes.");
        }
    }

    private void Step()
    {
        if (!_parser.MoveNext())
        {
            throw new SemanticErrorException("The text ends too early.");
        }

        _reached = Math.Max(_reached, LineOf(_parser.Current!.End));
    }

    private sealed class TooDeepException(SourcePosition position) : Exception
    {
        public SourcePosition Position { get; } = position;
    }
}
