using Lintel.RateLimits;
using Lintel.Redis;
using Lintel.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lintel.Tests.RateLimits.Shared;

/// <summary>Putting an application with Redis together.</summary>
public sealed class AddRedisTests(PostgresServer server)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Redis_counts_whatever_is_added_first(bool isRedisFirst)
    {
        var database = await server.CreateDatabaseAsync();
        var services = Services();
        var lintel = services.AddLintel();
        _ = isRedisFirst ? lintel.AddRedis("127.0.0.1:1").AddPostgres(database) : lintel.AddPostgres(database).AddRedis("127.0.0.1:1");
        await using var provider = services.BuildServiceProvider();

        Assert.IsType<RedisRateLimiterFactory>(provider.GetRequiredService<IRateLimiterFactory>());
    }

    [Fact]
    public async Task Without_Redis_stores_count_that_processes_share()
    {
        var services = Services();
        services.AddLintel().AddPostgres(await server.CreateDatabaseAsync());
        await using var provider = services.BuildServiceProvider();

        Assert.IsType<StoreRateLimiterFactory>(provider.GetRequiredService<IRateLimiterFactory>());
    }

    [Fact]
    public void Redis_with_records_in_a_folder_is_refused_with_the_reason()
    {
        using var folder = new TemporaryFolder();
        var services = Services();
        services.AddLintel().AddSqlite(folder.Path).AddRedis("127.0.0.1:1");
        var provider = services.BuildServiceProvider();

        var exception = Assert.Throws<InvalidOperationException>(provider.GetRequiredService<IRateLimiterFactory>);

        Assert.Contains("AddRedis needs AddPostgres", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stores_in_memory_leave_Redis_alone()
    {
        var services = Services();
        services.AddLintel().AddRedis("127.0.0.1:1").AddInMemoryStores();
        await using var provider = services.BuildServiceProvider();

        Assert.IsType<MemoryRateLimiterFactory>(provider.GetRequiredService<IRateLimiterFactory>());
        Assert.Contains(services, service => service.ServiceType == typeof(IHostedService) && service.ImplementationType == typeof(RedisStart));
        await ActivatorUtilities.CreateInstance<RedisStart>(provider).StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, provider.GetRequiredService<RedisEngine>().Losses);
    }

    [Theory]
    [InlineData("password=hunter2")]
    [InlineData("127.0.0.1:6379,syncTimeout=hunter2")]
    public void Configuration_that_cannot_be_read_is_refused_without_a_word_of_it(string configuration)
    {
        var exception = Assert.Throws<ArgumentException>(() => RedisSettings.Parse(configuration));

        Assert.DoesNotContain("hunter2", exception.ToString(), StringComparison.Ordinal);
    }

    private static IServiceCollection Services() => new ServiceCollection().AddLogging();
}
