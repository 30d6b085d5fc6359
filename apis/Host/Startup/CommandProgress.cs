namespace Lintel.Host.Startup;

/// <summary>Shows how far a command is: a bar on a terminal, and nothing elsewhere.</summary>
/// <param name="errors">Standard error, so that standard output has the result alone.</param>
/// <param name="isTerminal">true if a person is looking at it.</param>
/// <param name="unit">The word for what is counted, such as <c>keys</c>.</param>
internal sealed class CommandProgress(TextWriter errors, bool isTerminal, string unit)
{
    private const int Width = 30;

    private bool _isShown;

    /// <summary>true if a person is looking at it; otherwise, false.</summary>
    public bool IsTerminal => isTerminal;

    /// <summary>Shows the bar.</summary>
    /// <param name="work">What is being done, such as <c>Checking</c>.</param>
    /// <param name="done">The number that it is done for.</param>
    /// <param name="total">The number of all.</param>
    public void Show(string work, long done, long total)
    {
        if (!isTerminal)
        {
            return;
        }

        var filled = (int)(Width * Math.Min(done, total) / Math.Max(total, 1));
        errors.Write($"\r{work,-9} [{new string('#', filled)}{new string('.', Width - filled)}] {done}/{total} {unit}");
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
