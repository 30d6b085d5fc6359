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

    private YamlTree(string text, FaultList faults)
    {
        _parser = new Parser(new StringReader(text));
        _faults = faults;
    }

    /// <summary>The root of the file's only document; null where the text cannot be read, which is then among the faults.</summary>
    public static YamlNode? Read(string text, FaultList faults)
    {
        try
        {
            return new YamlTree(text, faults).ReadDocument();
        }
        catch (TooDeepException exception)
        {
            faults.Add(exception.Line, $"The file nests deeper than {MaximumDepth} levels.", "Nest less; a contract needs no more than a dozen levels.");
        }
        catch (YamlException exception) when (SourceText.LineIndentedByTab(text, LineOf(exception.Start) + 1) is { } line)
        {
            faults.Add(line, "The line is indented with a tab.", "Indent with spaces; YAML takes no tab there.");
        }
        catch (YamlException exception)
        {
            faults.Add(LineOf(exception.Start), $"The text is not YAML: {Quoting.Sentence(exception.Message)}", "Correct this line, or the one before it.");
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The parser has answered odd input with exceptions that are not its own; whatever they are, the text is at fault.
            faults.Add(1, $"The text is not YAML: {Quoting.Sentence(exception.Message)}", "Write the file anew from the example in docs/contract-format.md.");
        }

        return null;
    }

    private static int LineOf(in Mark mark) => (int)Math.Clamp(mark.Line, 1, int.MaxValue);

    private YamlNode? ReadDocument()
    {
        Step();
        Step();
        if (_parser.Current is not DocumentStart)
        {
            _faults.Add(1, "The file is empty.", "Begin with `api:`, as docs/contract-format.md shows.");
            return null;
        }

        Step();
        var root = ReadNode(1);
        Step();
        if (_parser.Current is DocumentStart second)
        {
            _faults.Add(LineOf(second.Start), "The file holds a second document.", "Keep one contract in one file, without lines of `---` or `...` between its parts.");
        }

        return root;
    }

    private YamlNode ReadNode(int depth)
    {
        var line = LineOf(_parser.Current!.Start);
        if (depth > MaximumDepth)
        {
            throw new TooDeepException(line);
        }

        RefuseProperties(_parser.Current);
        switch (_parser.Current)
        {
            case Scalar scalar:
                Step();
                return new YamlScalar(line, scalar.Value, scalar.Style == ScalarStyle.Plain);
            case SequenceStart:
                return ReadSequence(line, depth);
            case MappingStart:
                return ReadMapping(line, depth);
            default:
                Step();
                return new YamlScalar(line, string.Empty, IsPlain: false);
        }
    }

    private YamlSequence ReadSequence(int line, int depth)
    {
        var items = new List<YamlNode>();
        Step();
        while (_parser.Current is not SequenceEnd)
        {
            items.Add(ReadNode(depth + 1));
        }

        Step();
        return new YamlSequence(line, items);
    }

    private YamlMapping ReadMapping(int line, int depth)
    {
        var members = new List<YamlMember>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        Step();
        while (_parser.Current is not MappingEnd)
        {
            var key = ReadNode(depth + 1);
            var value = ReadNode(depth + 1);
            if (key is not YamlScalar name)
            {
                _faults.Add(key.Line, $"A member's name is {key.Kind}.", "Write a plain name before the colon; put texts that begin with a bracket in quotes.");
            }
            else if (!lines.TryAdd(name.Value, name.Line))
            {
                _faults.Add(name.Line, $"{Quoting.Quote(name.Value)} is here for the second time; the first is on line {lines[name.Value]}.", "Keep one of them.");
            }
            else
            {
                members.Add(new YamlMember(name, value));
            }
        }

        Step();
        return new YamlMapping(line, members);
    }

    private void RefuseProperties(ParsingEvent current)
    {
        if (current is AnchorAlias)
        {
            _faults.Add(LineOf(current.Start), "The file uses an alias (`*name`).", "Write the value out; put texts that begin with a star in quotes.");
        }
        else if (current is NodeEvent { Anchor.IsEmpty: false })
        {
            _faults.Add(LineOf(current.Start), "The file uses an anchor (`&name`).", "Take it away and write repeated values out; put texts that begin with `&` in quotes.");
        }

        if (current is NodeEvent { Tag.IsEmpty: false })
        {
            _faults.Add(LineOf(current.Start), "The file uses a tag (`!name`).", "Take it away; put texts that begin with `!` in quotes.");
        }
    }

    private void Step()
    {
        if (!_parser.MoveNext())
        {
            throw new SemanticErrorException("The text ends too early.");
        }
    }

    private sealed class TooDeepException(int line) : Exception
    {
        public int Line { get; } = line;
    }
}
