using Lintel.Keys;
using Lintel.Testing;
using Lintel.Tests.Storage;

namespace Lintel.Tests.Keys;

public sealed class PepperSourceTests : IDisposable
{
    private const string Text = "1:0123456789abcdef0123456789abcdef";

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_a_setting_there_is_no_source() => Assert.Null(PepperSource.Of(_ => " "));

    [Theory]
    [InlineData(PepperSource.TextKey, Text, "the setting Lintel__Pepper")]
    [InlineData(PepperSource.FileKey, "/run/secrets/pepper", "the file /run/secrets/pepper of the setting Lintel__PepperFile")]
    [InlineData(PepperSource.CommandKey, "vault kv get x", "the command vault of the setting Lintel__PepperCommand")]
    public void Each_setting_is_a_source_by_its_name(string key, string value, string name) =>
        Assert.Equal(name, PepperSource.Of(asked => asked == key ? value : null)!.Name);

    [Fact]
    public void Two_sources_are_refused_by_name()
    {
        var exception = Assert.Throws<PepperException>(
            () => PepperSource.Of(key => key == PepperSource.TextKey ? Text : null, PepperSource.OfFile("/run/secrets/pepper")));

        Assert.Equal("The pepper comes from the setting Lintel__Pepper and from the file /run/secrets/pepper. Name one source alone.", exception.Message);
    }

    [Fact]
    public async Task Mounted_file_is_read_and_checked_as_the_built_in_one()
    {
        var path = _folder.File("mounted");
        await File.WriteAllTextAsync(path, Text + "\n", Token);
        var source = PepperSource.OfFile(path);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.GroupRead);
            var exception = await Assert.ThrowsAsync<PepperException>(() => source.ReadAsync(Token));
            Assert.Contains("can be read or written by others (mode 440)", exception.Message, StringComparison.Ordinal);
            File.SetUnixFileMode(path, UnixFileMode.UserRead);
        }

        Assert.Equal(Pepper.Parse(Text).CheckValueOf(1), (await OpenAsync(source)).CheckValueOf(1));
        await Assert.ThrowsAsync<PepperException>(() => PepperSource.OfFile(_folder.File("missing")).ReadAsync(Token));
        Assert.False(File.Exists(_folder.File("pepper")));
    }

    [Fact]
    public async Task Code_is_asked_once()
    {
        var asked = 0;
        var pepper = await OpenAsync(PepperSource.OfCode(_ => new ValueTask<string>($"1:{Text}{asked++}")));

        Assert.Equal((1, 1), (pepper.Newest, asked));
    }

    [Fact]
    public async Task Code_that_does_not_bring_it_in_time_is_refused_whether_it_waits_or_blocks()
    {
        using var never = new ManualResetEventSlim();
        Func<CancellationToken, ValueTask<string>>[] sources =
        [
            _ => new ValueTask<string>(new TaskCompletionSource<string>().Task),
            _ =>
            {
                never.Wait(CancellationToken.None);
                return new ValueTask<string>(Text);
            },
        ];
        foreach (var source in sources)
        {
            var exception = await Assert.ThrowsAsync<PepperException>(() => PepperSource.OfCode(source, TimeSpan.FromMilliseconds(100)).ReadAsync(Token));
            Assert.Contains("did not bring the pepper within 0.1 seconds", exception.Message, StringComparison.Ordinal);
        }

        never.Set();
    }

    [Fact]
    public async Task Program_prints_the_pepper()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no printf.");

        Assert.Equal(1, (await OpenAsync(PepperSource.OfCommand("printf", ["%s", Text]))).Newest);
    }

    [Fact]
    public async Task Program_that_fails_is_told_with_its_errors_and_never_its_output()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no sh.");
        var source = PepperSource.OfCommand("sh", ["-c", "printf secret-text; printf 'permission\\ndenied' >&2; exit 3"]);

        var exception = await Assert.ThrowsAsync<PepperException>(() => source.ReadAsync(Token));

        Assert.Equal("The command sh of the pepper ended with 3. It wrote to standard error: permission denied", exception.Message);
        Assert.Equal(78, exception.ExitCode);
    }

    [Fact]
    public async Task Program_that_is_missing_prints_too_much_or_never_ends_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no yes.");

        Assert.Contains("cannot be run", (await FailAsync(_folder.File("none"))).Message, StringComparison.Ordinal);
        Assert.Contains("more than 64 KB", (await FailAsync("yes")).Message, StringComparison.Ordinal);
        var slow = await Assert.ThrowsAsync<PepperException>(() => PepperCommand.RunAsync("sleep", ["60"], Token, TimeSpan.FromMilliseconds(100)));
        Assert.Contains("did not end within 0.1 seconds", slow.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vault kv get", "vault|kv|get")]
    [InlineData("  'a b' \"c 'd\" e\"\"f \t''", "a b|c 'd|ef|")]
    public void Command_is_split_at_blanks_outside_of_quotation_marks(string text, string words) =>
        Assert.Equal(words.Split('|'), PepperCommand.Split(text));

    [Theory]
    [InlineData("'open")]
    [InlineData("''")]
    public void Command_without_a_program_or_with_an_open_quotation_mark_is_refused(string text) =>
        Assert.Throws<PepperException>(() => PepperCommand.Split(text));

    private static Task<PepperException> FailAsync(string program) => Assert.ThrowsAsync<PepperException>(() => PepperCommand.RunAsync(program, [], Token));

    private Task<Pepper> OpenAsync(PepperSource source) => PepperFile.OpenAsync(source, _folder.Path, new InMemoryStores().PepperChecks, Token);
}
