using System.Diagnostics;
using Dapper;
using Lintel.Requests;
using Lintel.Sqlite;

namespace Lintel.Tests.Storage;

/// <summary>The folder of the stores: who may use it, what happens to its files, and copies of it.</summary>
public sealed class SqliteStoresTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Folder_of_other_stores_is_refused_in_one_sentence_after_the_wait()
    {
        await using var first = await SqliteStores.OpenAsync(_folder.Path);
        var started = Stopwatch.GetTimestamp();

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => SqliteStores.OpenAsync(_folder.Path, folderWait: TimeSpan.FromMilliseconds(300)));

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromMilliseconds(300), TimeSpan.FromMinutes(1));
        Assert.Equal(
            $"Another process uses the data folder {_folder.Path} and still held lintel.lock after 0.3 s: stop it, or choose another folder.",
            exception.Message);
    }

    [Fact]
    public async Task Folder_that_is_given_up_within_the_wait_is_taken_over()
    {
        var first = await SqliteStores.OpenAsync(_folder.Path);
        var opening = Task.Run(() => SqliteStores.OpenAsync(_folder.Path, folderWait: TimeSpan.FromMinutes(1)), Token);
        await first.Accounts.AddAsync(Make("acct_1"), Token);
        await first.DisposeAsync();

        await using var second = await opening;

        Assert.NotNull(await second.Accounts.FindAsync("acct_1", Token));
    }

    [Fact]
    public void Folder_wait_is_5_seconds_by_default() => Assert.Equal(TimeSpan.FromSeconds(5), SqliteStores.DefaultFolderWait);

    [Fact]
    public async Task Folder_is_created_for_its_owner_alone()
    {
        var folder = _folder.File("a/b");
        await using var stores = await SqliteStores.OpenAsync(folder);

        Assert.True(File.Exists(Path.Combine(folder, "lintel.db")));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        }
    }

    [Fact]
    public async Task Folder_that_cannot_be_written_to_is_blamed_itself()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs a folder that even root cannot write to.");

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => SqliteStores.OpenAsync("/sys/kernel"));

        Assert.StartsWith($"The data folder /sys/kernel cannot be written to by {Environment.UserName}: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("write access", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_that_is_a_file_is_blamed_itself()
    {
        await File.WriteAllTextAsync(_folder.File("file"), "not a folder", Token);

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => SqliteStores.OpenAsync(_folder.File("file")));

        Assert.StartsWith($"The data folder {_folder.File("file")} cannot be written to", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not a database")]
    [InlineData("newer")]
    [InlineData("cut")]
    [InlineData("other tables")]
    public async Task Request_log_that_cannot_be_used_is_set_aside_and_a_new_one_begun(string fault)
    {
        await using (var before = await SqliteStores.OpenAsync(_folder.Path))
        {
            await before.RequestLog.AppendAsync([.. Enumerable.Range(0, 5_000).Select(i => Make($"req_{i:x16}", i))], Token);
        }

        Damage(_folder.File("requests.db"), fault);

        await using var stores = await SqliteStores.OpenAsync(_folder.Path);
        var aside = Assert.Single(stores.SetAside);
        Assert.StartsWith(_folder.File("requests.db.set-aside-"), aside.Path, StringComparison.Ordinal);
        Assert.True(File.Exists(aside.Path));
        Assert.NotEmpty(aside.Reason);
        Assert.DoesNotContain("restore", aside.Reason, StringComparison.Ordinal);
        await stores.RequestLog.AppendAsync([Make("req_1", 0)], Token);
        Assert.Equal(["req_1"], (await stores.RequestLog.SearchAsync(new RequestLogQuery(), Token)).Entries.Select(entry => entry.Id));
    }

    [Theory]
    [InlineData("not a database")]
    [InlineData("newer")]
    public async Task Records_that_cannot_be_used_are_refused_and_stay(string fault)
    {
        await (await SqliteStores.OpenAsync(_folder.Path)).DisposeAsync();
        Damage(_folder.File("lintel.db"), fault);
        var length = new FileInfo(_folder.File("lintel.db")).Length;

        await Assert.ThrowsAsync<StoreUnavailableException>(() => SqliteStores.OpenAsync(_folder.Path));

        Assert.Equal(length, new FileInfo(_folder.File("lintel.db")).Length);

        // Nor does a refused start keep the folder.
        File.Delete(_folder.File("lintel.db"));
        await (await SqliteStores.OpenAsync(_folder.Path, folderWait: TimeSpan.Zero)).DisposeAsync();
    }

    [Fact]
    public async Task Stores_that_were_closed_leave_no_write_ahead_log()
    {
        var stores = await SqliteStores.OpenAsync(_folder.Path);
        await stores.Accounts.AddAsync(Make("acct_1"), Token);
        await stores.RequestLog.AppendAsync([Make("req_1", 0)], Token);
        Assert.NotEmpty(Directory.GetFiles(_folder.Path, "*-wal"));

        await stores.DisposeAsync();
        await stores.DisposeAsync();

        Assert.Empty(Directory.GetFiles(_folder.Path, "*-wal"));
    }

    [Fact]
    public async Task Backup_has_all_files_but_the_pepper_and_is_the_owners_alone()
    {
        await using var stores = await SqliteStores.OpenAsync(_folder.Path);
        await stores.Accounts.AddAsync(Make("acct_1"), Token);
        await File.WriteAllTextAsync(_folder.File("pepper"), "1:secret", Token);
        await File.WriteAllTextAsync(_folder.File("operator.token"), "token", Token);
        using var elsewhere = new TemporaryFolder();
        var target = elsewhere.File("backups/monday");

        var files = await SqliteBackup.CreateAsync(_folder.Path, target, Token);

        Assert.Equal(["lintel.db", "operator.token", "requests.db"], files);
        Assert.Equal(files, Directory.GetFiles(target).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(target, file))));
        Assert.False(Directory.Exists(target + ".partial"));
        await using var restored = await SqliteStores.OpenAsync(target);
        Assert.NotNull(await restored.Accounts.FindAsync("acct_1", Token));
    }

    [Fact]
    public async Task Backup_into_a_folder_with_files_or_of_a_folder_without_is_refused()
    {
        await using var stores = await SqliteStores.OpenAsync(_folder.Path);
        using var elsewhere = new TemporaryFolder();
        var target = Directory.CreateDirectory(elsewhere.File("target")).FullName;
        await File.WriteAllTextAsync(Path.Combine(target, "mine"), "mine", Token);

        var full = await Assert.ThrowsAsync<StoreUnavailableException>(() => SqliteBackup.CreateAsync(_folder.Path, target, Token));
        var none = await Assert.ThrowsAsync<StoreUnavailableException>(() => SqliteBackup.CreateAsync(target, elsewhere.File("copy"), Token));

        Assert.Contains("is not empty", full.Message, StringComparison.Ordinal);
        Assert.Contains("is not a data folder", none.Message, StringComparison.Ordinal);
        Assert.Equal(["mine"], Directory.GetFiles(target).Select(Path.GetFileName));
        Assert.False(Directory.Exists(elsewhere.File("copy")));
    }

    [Fact]
    public async Task Backup_into_the_data_folder_is_refused_also_through_a_link()
    {
        await using var stores = await SqliteStores.OpenAsync(_folder.Path);
        using var elsewhere = new TemporaryFolder();
        Directory.CreateSymbolicLink(elsewhere.File("link"), _folder.Path);
        foreach (var target in new[] { _folder.File("copy"), _folder.File("backups/monday"), _folder.Path, elsewhere.File("link/copy") })
        {
            var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => SqliteBackup.CreateAsync(_folder.Path, target, Token));
            Assert.Contains("is inside the data folder", exception.Message, StringComparison.Ordinal);
        }

        await SqliteBackup.CreateAsync(_folder.Path, _folder.Path + "-copy", Token);
        Directory.Delete(_folder.Path + "-copy", recursive: true);
    }

    private static void Damage(string file, string fault)
    {
        switch (fault)
        {
            case "not a database":
                File.WriteAllText(file, new string('x', 8192));
                break;
            case "cut":
                using (var stream = File.OpenWrite(file))
                {
                    stream.SetLength(stream.Length / 3);
                }

                break;
            default:
                using (var database = SqliteConnections.OpenWriter(file, TimeSpan.FromSeconds(1)))
                {
                    database.Execute(fault == "newer" ? "PRAGMA user_version = 99" : "DROP TABLE request_kept; DROP TABLE request_total");
                }

                break;
        }
    }

    private static Account Make(string id) =>
        new() { Id = id, Api = "own", Name = "Own", Plan = "starter", Subscription = "active", CreatedAt = DateTimeOffset.UnixEpoch };

    private static RequestRecord Make(string id, int seconds) =>
        new()
        {
            Id = id,
            At = DateTimeOffset.UnixEpoch.AddSeconds(seconds),
            Api = "own",
            Method = "GET",
            Route = $"/own/items/{seconds}",
            Status = 200,
            Duration = TimeSpan.Zero
        };
}
