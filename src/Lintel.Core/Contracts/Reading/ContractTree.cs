using System.Security.Cryptography;
using System.Text;

namespace Lintel.Contracts;

/// <summary>
/// Makes the tree of a contract from its file, the file or the bundled base that it extends, and the files with its messages. What a file says itself comes
/// before what it extends.
/// </summary>
/// <param name="faults">Where faults go, those of other files with the name of theirs.</param>
/// <param name="kept">The texts of the other files in the order of reading, where they are not read from their places but were kept; null otherwise.</param>
internal sealed class ContractTree(FaultList faults, Queue<string>? kept = null)
{
    private const int MaximumFiles = 8;
    private const string Extend = "extend";
    private const string Messages = "messages";

    private readonly List<string> _files = [];
    private readonly List<string> _others = [];
    private readonly StringBuilder _texts = new();

    /// <summary>The full paths of the files beside the contract's own that were read for it: what it extends, and its messages.</summary>
    public IReadOnlyList<string> OtherFiles => _others;

    /// <summary>All texts that were read, in the order of reading, each with a null character at its end.</summary>
    public string Texts => _texts.ToString();

    /// <summary>The SHA-256 of all texts that were read, in the order of reading, in hexadecimal.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Texts)));

    /// <summary>Reads the whole tree; null where a file cannot be read, which is then among the faults.</summary>
    /// <param name="text">The text of the contract's own file.</param>
    public YamlMapping? Read(string text)
    {
        if (ReadMapping(text, faults, file: null) is not { } own)
        {
            return null;
        }

        var whole = AddBase(own, faults.File, file: null);
        return whole is null ? null : new MessageFiles(faults, ReadOther, IsBelow).AddTo(whole);
    }

    /// <summary>Puts a file over what it extends.</summary>
    private YamlMapping? AddBase(YamlMapping own, string path, string? file)
    {
        own = WithPaths(own, path);
        if (own.Members.FirstOrDefault(member => member.Name == Extend) is not { } extend)
        {
            return own;
        }

        own = new YamlMapping(own.Position, [.. own.Members.Where(member => member != extend)]);
        if (extend.Value is not YamlScalar { OtherKind: null } named)
        {
            faults.Add(extend.Value.Position, $"`extend` is {MappingCursor.Describe(extend.Value)}.", $"Write a file, or one of {Bundled()}.");
            return null;
        }

        if (ReadBase(named, path) is not { } read || AddBase(read.Mapping, read.Path, read.Path) is not { } inherited)
        {
            return null;
        }

        return ContractMerge.Merge(inherited, own);
    }

    private (YamlMapping Mapping, string Path)? ReadBase(YamlScalar named, string path)
    {
        if (named.Value.Any(char.IsControl))
        {
            faults.Add(named.Position, $"`extend` is {Quoting.Quote(named.Value)}.", $"Write a file, or one of {Bundled()}.");
            return null;
        }

        var isFile = IsFile(named.Value);
        var target = isFile ? PathTo(named.Value, path) : named.Value;
        var isItself = _files.Contains(target) || (isFile && string.Equals(target, PathTo(faults.File, "."), StringComparison.Ordinal));
        if (isItself || _files.Count == MaximumFiles)
        {
            faults.Add(
                named.Position,
                isItself ? $"{named.Value} extends itself, by way of others or directly." : $"More than {MaximumFiles} files extend one another.",
                "Let files extend one that extends nothing in turn.");
            return null;
        }

        _files.Add(target);
        if (isFile)
        {
            return ReadOther(target, named.Position) is { } mapping ? (mapping, target) : null;
        }

        if (BundledBases.Find(named.Value) is not { } text)
        {
            faults.Add(
                named.Position,
                $"`extend` is {Quoting.Quote(named.Value)}, and no base of that name comes with Lintel.",
                $"{Spelling.Suggest(named.Value, BundledBases.Names, "Write another.")} Bases are {Bundled()}; a file is named by its path, such as ./base.yaml.");
            return null;
        }

        return ReadMapping(kept is null ? text : Kept() ?? string.Empty, faults, target) is { } bundled ? (bundled, target) : null;
    }

    private bool IsBelow(SourcePosition text, SourcePosition other) => DepthOf(text) > DepthOf(other);

    private int DepthOf(SourcePosition position) => position.File is { } file ? _files.IndexOf(file) + 1 : 0;

    private YamlMapping? ReadOther(string path, SourcePosition position)
    {
        var own = new FaultList(path);
        if ((kept is null ? SourceText.ReadFile(path, own) : Kept()) is { } text)
        {
            _others.Add(path);
            return ReadMapping(text, faults, path);
        }

        faults.Add(
            position, $"The file {path} cannot be read.", kept is null ? own.ToException().Faults[0].Problem : "It was not kept with the contract that names it.");
        return null;
    }

    private string? Kept() => kept!.TryDequeue(out var text) ? text : null;

    private YamlMapping? ReadMapping(string text, FaultList faults, string? file)
    {
        // A text ends where no text can have a character.
        _texts.Append(text).Append('\0');
        var own = file is null ? faults : new FaultList(file);
        var root = SourceText.Check(text, own) ? YamlTree.Read(text, own, file) : null;
        if (root is not null and not YamlMapping)
        {
            own.Add(root.Position, $"The file is {root.Kind}, not a mapping.", "Begin with `api:`, as docs/contract-format.md shows.");
        }

        if (file is not null)
        {
            faults.AddAll(own);
        }

        return root as YamlMapping;
    }

    /// <summary>Makes the paths of message files those of the folder that the naming file lies in.</summary>
    private static YamlMapping WithPaths(YamlMapping own, string path)
    {
        YamlMember[] members =
        [
            .. own.Members.Select(
                member => member is { Name: Messages, Value: YamlMapping files }
                    ? member with { Value = new YamlMapping(files.Position, [.. files.Members.Select(file => WithPath(file, path))]) }
                    : member),
        ];
        return new YamlMapping(own.Position, members);
    }

    private static YamlMember WithPath(YamlMember member, string path) => member.Value is YamlScalar { OtherKind: null } file
        ? member with { Value = file with { Value = PathTo(file.Value, path) } }
        : member;

    private static bool IsFile(string name) =>
        name.EndsWith(".yaml", StringComparison.Ordinal) || name.EndsWith(".yml", StringComparison.Ordinal) || name.Contains('/', StringComparison.Ordinal);

    /// <summary>The path of a file that another names; a contract without a file of its own names files from the current folder.</summary>
    private static string PathTo(string name, string from)
    {
        var folder = from.Length == 0 || from.Any(char.IsControl) ? Environment.CurrentDirectory : Path.GetDirectoryName(Path.GetFullPath(from));
        return name.Length == 0 || name.Any(char.IsControl) ? name : Path.GetFullPath(name, folder ?? "/");
    }

    private static string Bundled() => string.Join(", ", BundledBases.Names);
}
