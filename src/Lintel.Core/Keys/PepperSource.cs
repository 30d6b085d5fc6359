namespace Lintel.Keys;

/// <summary>Reads the text of the pepper at start-up, from one place. It never shows the text.</summary>
internal sealed class PepperSource
{
    /// <summary>The key of the setting that has the text itself.</summary>
    public const string TextKey = "Lintel:Pepper";

    /// <summary>The key of the setting that names a file with the text.</summary>
    public const string FileKey = "Lintel:PepperFile";

    /// <summary>The key of the setting that names a program that prints the text.</summary>
    public const string CommandKey = "Lintel:PepperCommand";

    /// <summary>The longest time that a program or the application's code may take.</summary>
    public static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(30);

    private readonly Func<CancellationToken, Task<string>> _read;

    private PepperSource(string name, string shortName, Func<CancellationToken, Task<string>> read)
    {
        (Name, ShortName, _read) = (name, shortName, read);
    }

    /// <summary>The name by which messages call the place, such as <c>the setting Lintel__Pepper</c>.</summary>
    public string Name { get; }

    /// <summary>One word for the place: <c>setting</c>, <c>file</c>, <c>command</c> or <c>code</c>.</summary>
    public string ShortName { get; }

    /// <summary>Takes the one source that settings and the application's code name.</summary>
    /// <param name="setting">Reads a setting by its key; null or blank where it is not set.</param>
    /// <param name="ofCode">Sources that the application's code has added.</param>
    /// <returns>The source; null where none is named.</returns>
    /// <exception cref="PepperException">There are two.</exception>
    public static PepperSource? Of(Func<string, string?> setting, params IEnumerable<PepperSource> ofCode)
    {
        (string Key, Func<string, PepperSource> Make)[] settings = [(TextKey, OfText), (FileKey, OfFileSetting), (CommandKey, OfCommandSetting)];
        PepperSource[] sources =
        [
            .. settings.Select(known => (Value: setting(known.Key)?.Trim(), known.Make))
                .Where(known => known.Value is { Length: > 0 })
                .Select(known => known.Make(known.Value!)),
            .. ofCode,
        ];
        return sources.Length <= 1
            ? sources.FirstOrDefault()
            : throw new PepperException($"The pepper comes from {string.Join(" and from ", sources.Select(source => source.Name))}. Name one source alone.");
    }

    /// <summary>The text itself, as <c>Lintel__Pepper</c> has it.</summary>
    public static PepperSource OfText(string text) => new($"the setting {Variable(TextKey)}", "setting", _ => Task.FromResult(text));

    /// <summary>A file that somebody else keeps.</summary>
    public static PepperSource OfFile(string path) => new($"the file {path}", "file", token => PepperFile.ReadForeignAsync(path, token));

    /// <summary>A program that prints the text, with its arguments.</summary>
    public static PepperSource OfCommand(string program, IReadOnlyList<string> arguments) =>
        new($"the command {program}", "command", token => PepperCommand.RunAsync(program, arguments, token));

    /// <summary>Code of the application.</summary>
    /// <param name="read">Reads the text.</param>
    /// <param name="limit">The longest time that it may take; null for 30 seconds.</param>
    public static PepperSource OfCode(Func<CancellationToken, ValueTask<string>> read, TimeSpan? limit = null) =>
        new("the application's code", "code", token => RunAsync(read, limit ?? LongestRead, token));

    /// <summary>Reads the text.</summary>
    /// <exception cref="PepperException">It cannot be read; says what to do.</exception>
    public Task<string> ReadAsync(CancellationToken cancellationToken) => _read(cancellationToken);

    // On a thread of the pool, and no longer waited for than it may take: code that blocks, or does not look at its token, does not keep the start.
    private static async Task<string> RunAsync(Func<CancellationToken, ValueTask<string>> read, TimeSpan limit, CancellationToken cancellationToken)
    {
        // By the real time: the service that is asked knows no other.
        using var timeout = new CancellationTokenSource(limit, TimeProvider.System);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var token = ending.Token;
        try
        {
            return await Task.Run(() => read(token).AsTask(), token).WaitAsync(token);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested)
        {
            throw new PepperException(
                $"The application's code did not bring the pepper within {limit.TotalSeconds:0.#} seconds. See what it waits for; it must not ask the services "
                + "that it is given for any of Lintel, which wait for the pepper.",
                exception);
        }
    }

    private static PepperSource OfFileSetting(string path) =>
        new($"the file {path} of the setting {Variable(FileKey)}", "file", token => PepperFile.ReadForeignAsync(path, token));

    private static PepperSource OfCommandSetting(string text)
    {
        var words = PepperCommand.Split(text);
        return new($"the command {words[0]} of the setting {Variable(CommandKey)}", "command", token => PepperCommand.RunAsync(words[0], words[1..], token));
    }

    private static string Variable(string key) => key.Replace(":", "__", StringComparison.Ordinal);
}
