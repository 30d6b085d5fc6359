using System.Net;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Lintel.GuestTests;

/// <summary>An application's own tests start it in memory.</summary>
public sealed class TestServerTests
{
    [Fact]
    public async Task Guards_hold_in_memory_as_on_a_port()
    {
        var data = Directory.CreateTempSubdirectory("lintel-guest-");
        await using (var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host => host.UseSetting("Data", data.FullName)))
        {
            using var client = factory.CreateClient();
            using var inside = await client.GetAsync("/shop/hello");
            using var outside = await client.GetAsync("/plain/hello");

            Assert.Equal((HttpStatusCode.Unauthorized, "no_key"), (inside.StatusCode, InsideTests.CodeOf(await inside.Content.ReadAsStringAsync())));
            Assert.Equal("hello", await outside.Content.ReadAsStringAsync());
        }

        await DataFolders.DeleteAsync(data);
    }
}
