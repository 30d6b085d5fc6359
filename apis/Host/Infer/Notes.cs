namespace Lintel.Host.Infer;

/// <summary>The questions that the recordings leave open, one sentence each. Names places and fields, never what stood in them.</summary>
internal sealed class Notes
{
    private readonly List<string> _all = [];

    public IReadOnlyList<string> All => _all;

    public void Add(string note)
    {
        var line = string.Concat(note.Select(character => char.IsControl(character) ? ' ' : character));
        if (!_all.Contains(line))
        {
            _all.Add(line);
        }
    }
}
