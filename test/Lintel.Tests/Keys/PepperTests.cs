using Lintel.Keys;
using Lintel.Testing;
using Lintel.Tests.Storage;

namespace Lintel.Tests.Keys;

public sealed class PepperTests : IDisposable
{
    private const string Text = "0123456789abcdef0123456789abcdef";

    private readonly TemporaryFolder _folder = new();
    private readonly InMemoryStores _stores = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string FilePath => _folder.File("pepper");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task First_start_makes_a_file_for_its_owner_alone()
    {
        var pepper = await OpenAsync();

        Assert.Equal(1, pepper.Newest);
        Assert.Matches("^1:[0-9A-Za-z]{43}\n$", await File.ReadAllTextAsync(FilePath, Token));
        Assert.Equal([FilePath], Directory.GetFiles(_folder.Path));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
        }
    }

    [Fact]
    public async Task Later_start_reads_the_same_pepper()
    {
        var first = await OpenAsync();
        var second = await OpenAsync();

        Assert.Equal(first.CheckValueOf(1), second.CheckValueOf(1));
    }

    [Fact]
    public async Task Many_first_starts_at_once_agree()
    {
        for (var round = 0; round < 100; round++)
        {
            // The stores differ, so that only the file can make them agree.
            var folder = Directory.CreateDirectory(_folder.File($"{round}")).FullName;
            var peppers = await Task.WhenAll(
                Enumerable.Range(0, 8).Select(_ => Task.Run(() => PepperFile.OpenAsync(null, folder, new InMemoryStores().PepperChecks, Token), Token)));

            Assert.Single(peppers.Select(pepper => Convert.ToHexString(pepper.CheckValueOf(1))).Distinct());
            Assert.Equal([Path.Combine(folder, "pepper")], Directory.GetFiles(folder));
        }
    }

    [Fact]
    public async Task What_a_first_start_left_unfinished_is_taken_over()
    {
        await File.WriteAllTextAsync(FilePath + ".new", "1:half a pep" + new string('x', 100), Token);
        await File.WriteAllTextAsync(FilePath + ".lock", string.Empty, Token);

        await OpenAsync();

        Assert.Matches("^1:[0-9A-Za-z]{43}\n$", await File.ReadAllTextAsync(FilePath, Token));
        Assert.Equal([FilePath], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void DerivedKey_belongs_to_a_purpose_and_a_version_and_stays_when_a_version_is_added()
    {
        var before = Pepper.Parse(Text);
        var after = Pepper.Parse($"1:{Text} 2:another{Text}");

        var key = before.DeriveKey("one");

        // HKDF-SHA256 of RFC 5869 with no salt; computed by hand from HMAC.
        Assert.Equal("CB6BAE1AABD78F4E9BBB8A1E893A15DC2288D2D16EF202D1C8FFF817925D42B1", Convert.ToHexString(key));
        Assert.Equal(key, after.DeriveKey("one", 1));
        Assert.NotEqual(key, before.DeriveKey("two"));
        Assert.NotEqual(key, after.DeriveKey("one"));
        Assert.Throws<PepperException>(() => before.DeriveKey("one", 2));
    }

    [Theory]
    [InlineData("644")]
    [InlineData("640")]
    [InlineData("602")]
    public async Task File_that_others_can_read_is_refused_with_the_command_that_mends_it(string mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        await OpenAsync();
        File.SetUnixFileMode(FilePath, (UnixFileMode)Convert.ToInt32(mode, 8));

        var exception = await Assert.ThrowsAsync<PepperException>(() => OpenAsync());

        Assert.Contains($"mode {mode}", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith($"Run: chmod 600 '{FilePath}'", exception.Message, StringComparison.Ordinal);
        Assert.Equal(mode, Convert.ToString((int)File.GetUnixFileMode(FilePath), 8));
        File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await OpenAsync();
    }

    [Theory]
    [InlineData("777", true)]
    [InlineData("775", true)]
    [InlineData("755", false)]
    public async Task Folder_that_others_can_write_is_refused_before_a_pepper_is_made_in_it(string mode, bool isRefused)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)Convert.ToInt32(mode, 8));

        var exception = await Record.ExceptionAsync(() => OpenAsync());

        Assert.Equal(isRefused, exception is PepperException && exception.Message.EndsWith($"Run: chmod go-w '{_folder.Path}'", StringComparison.Ordinal));
        Assert.Equal(isRefused, !File.Exists(FilePath));

        // A setting is in no folder.
        await PepperFile.OpenAsync(PepperSource.OfText(Text), _folder.Path, new InMemoryStores().PepperChecks, Token);
    }

    [Fact]
    public async Task Setting_is_used_instead_of_the_file()
    {
        var pepper = await OpenAsync(Text);

        Assert.Equal(Pepper.Parse(Text).CheckValueOf(1), pepper.CheckValueOf(1));
        Assert.False(File.Exists(FilePath));
    }

    [Fact]
    public async Task Pepper_that_is_not_the_keys_own_is_refused_with_advice()
    {
        await OpenAsync(Text);

        var exception = await Assert.ThrowsAsync<PepperException>(() => OpenAsync("another_" + Text));

        Assert.Contains("Lintel__Pepper", exception.Message, StringComparison.Ordinal);
        Assert.Contains("version 2", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Text, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_that_is_missing_is_not_made_anew_once_there_are_keys()
    {
        await OpenAsync();
        File.Delete(FilePath);

        var exception = await Assert.ThrowsAsync<PepperException>(() => OpenAsync());

        Assert.Contains("is missing", exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(FilePath));
    }

    [Fact]
    public async Task Lost_pepper_is_followed_by_a_newer_version()
    {
        await OpenAsync(Text);

        var pepper = await OpenAsync("2:another_" + Text);

        Assert.Equal(2, pepper.Newest);
        Assert.False(pepper.TryGet(1, out _));
        Assert.True(pepper.TryGet(2, out _));
    }

    [Fact]
    public async Task Newer_version_stands_beside_the_older()
    {
        await OpenAsync(Text);

        var pepper = await OpenAsync($"1:{Text}, 2:another_{Text}");

        Assert.Equal(2, pepper.Newest);
        Assert.True(pepper.TryGet(1, out _));
        Assert.Equal([1, 2], (await _stores.PepperChecks.ReadAsync(Token)).Keys.Order());
    }

    [Fact]
    public async Task Of_two_first_starts_at_once_the_one_with_another_pepper_is_refused()
    {
        await OpenAsync(Text);

        var exception = await Assert.ThrowsAsync<PepperException>(
            () => PepperFile.OpenAsync(PepperSource.OfText($"another_{Text}"), null, new EarlyReader(_stores.PepperChecks), Token));

        Assert.Contains("version 1 differs", exception.Message, StringComparison.Ordinal);
        Assert.Contains("replace it by a version 2", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" , ")]
    [InlineData("too short")]
    [InlineData("1:short")]
    [InlineData("0:" + Text)]
    [InlineData("1001:" + Text)]
    [InlineData("1:" + Text + ",1:" + Text)]
    public void Text_that_is_no_pepper_is_refused(string text) => Assert.Throws<PepperException>(() => Pepper.Parse(text));

    private Task<Pepper> OpenAsync(string? setting = null) =>
        PepperFile.OpenAsync(setting is null ? null : PepperSource.OfText(setting), _folder.Path, _stores.PepperChecks, Token);

    /// <summary>Reads as if the other process had not noted its pepper yet.</summary>
    private sealed class EarlyReader(IPepperCheckStore inner) : IPepperCheckStore
    {
        public ValueTask<IReadOnlyDictionary<int, byte[]>> ReadAsync(CancellationToken cancellationToken) => new(new Dictionary<int, byte[]>());

        public ValueTask<byte[]> AddAsync(int version, byte[] checkValue, CancellationToken cancellationToken) =>
            inner.AddAsync(version, checkValue, cancellationToken);
    }
}
