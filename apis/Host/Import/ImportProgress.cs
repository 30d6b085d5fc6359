namespace Lintel.Host.Import;

/// <summary>Shows how far an import is: a bar on a terminal, and nothing elsewhere.</summary>
/// <param name="errors">Standard error, so that standard output has the result alone.</param>
/// <param name="isTerminal">true if a person is looking at it.</param>
internal sealed class ImportProgress(TextWriter errors, bool isTerminal)
{
    private const int Width = 30;

    private bool _isShown;

    /// <summary>Shows the bar.</summary>
    /// <param name="work">What is being done, such as <c>Checking</c>.</param>
    /// <param name="done">The number of keys that it is done for.</param>
    /// <param name="total">The number of all keys.</param>
    public void Show(string work, int done, int total)
    {
        if (!isTerminal)
        {
            return;
        }

        var filled = (int)((long)Width * done / Math.Max(total, 1));
        errors.Write($"\r{work,-9} [{new string('#', filled)}{new string('.', Width - filled)}] {done}/{total} keys");
        errors.Flush();
        _isShown = true;
    }

    /// <summary>Ends the line of the bar, if there is one.</summary>
    public void End()
    {
        if (_isShown)
        {
            errors.WriteLine();
            _isShown = false;
        }
    }

    /// <summary>Writes a line of its own.</summary>
    public void Say(string text)
    {
        End();
        errors.WriteLine($"lintel: {text}");
    }
}
