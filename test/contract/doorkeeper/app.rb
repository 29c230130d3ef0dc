# frozen_string_literal: true

# A Rails application around Doorkeeper, the library that GitLab's OAuth is made of, with the options that GitLab gives it.
# Reads {"applications": [...], "users": [...]} from standard input up to its end, then serves on a free loopback port and prints
# that port. Everything lives in one in-memory database. A request says in X-Test-User which user is signed in.

require "json"
require "logger"
require "action_controller/railtie"
require "active_record/railtie"
require "doorkeeper"
require "doorkeeper/orm/active_record"
require "puma"
require "puma/server"

SETUP = JSON.parse($stdin.read)
ENV["DATABASE_URL"] = "sqlite3::memory:?pool=1&idle_timeout=0"

class ContractApp < Rails::Application
  config.root = File.expand_path(__dir__)
  config.load_defaults 6.1
  config.eager_load = false
  config.consider_all_requests_local = true
  config.hosts.clear
  config.secret_key_base = "only for this process"
  config.logger = Logger.new(File::NULL)
  config.action_controller.allow_forgery_protection = false
end

class User < ActiveRecord::Base; end

Doorkeeper.configure do
  orm :active_record
  default_generator_method :hex
  resource_owner_authenticator { User.find_by(username: request.headers["X-Test-User"]) || head(:unauthorized) }
  use_refresh_token
  enforce_configured_scopes
  force_ssl_in_redirect_uri false
  forbid_redirect_uri { |uri| %w[data vbscript javascript].include?(uri.scheme.to_s.downcase) }
  default_scopes :api
  optional_scopes :read_api, :read_user, :read_repository, :openid, :profile, :email
  access_token_methods :from_access_token_param, :from_bearer_authorization, :from_bearer_param
  hash_token_secrets
  hash_application_secrets
  grant_flows %w[authorization_code]
  skip_client_authentication_for_password_grant true
  access_token_expires_in 7200
end

ContractApp.initialize!

# Without a previous_refresh_token column a refresh ends the old pair at once; GitLab's table has none either.
ActiveRecord::Schema.verbose = false
ActiveRecord::Schema.define do
  create_table(:users) { |t| t.string :username, null: false }
  create_table :oauth_applications do |t|
    t.string :name, null: false
    t.string :uid, null: false
    t.string :secret, null: false
    t.text :redirect_uri, null: false
    t.string :scopes, null: false, default: ""
    t.boolean :confidential, null: false, default: true
    t.timestamps null: false
  end
  create_table :oauth_access_grants do |t|
    t.integer :resource_owner_id, null: false
    t.integer :application_id, null: false
    t.string :token, null: false
    t.integer :expires_in, null: false
    t.text :redirect_uri, null: false
    t.datetime :created_at, null: false
    t.datetime :revoked_at
    t.string :scopes, null: false, default: ""
    t.string :code_challenge
    t.string :code_challenge_method
  end
  create_table :oauth_access_tokens do |t|
    t.integer :resource_owner_id
    t.integer :application_id, null: false
    t.string :token, null: false
    t.string :refresh_token
    t.integer :expires_in
    t.datetime :revoked_at
    t.datetime :created_at, null: false
    t.string :scopes
  end
end

# GitLab answers here with two more names for the same values, and with 400 where the library would say 401.
class TokenInfoController < Doorkeeper::TokenInfoController
  def show
    return super unless doorkeeper_token.nil? || !doorkeeper_token.accessible?

    refusal = Doorkeeper::OAuth::ErrorResponse.new(name: :invalid_request)
    response.headers.merge!(refusal.headers)
    render json: refusal.body, status: refusal.status
  end

  protected

  def doorkeeper_token_to_json
    answer = doorkeeper_token.as_json
    answer.merge("scopes" => answer[:scope], "expires_in_seconds" => answer[:expires_in])
  end
end

ContractApp.routes.draw do
  use_doorkeeper do
    skip_controllers :applications, :authorized_applications
    controllers token_info: "token_info"
  end
end

SETUP.fetch("users").each { |user| User.create!(id: user.fetch("id"), username: user.fetch("username")) }
SETUP.fetch("applications").each do |application|
  Doorkeeper::Application.create!(
    name: application.fetch("clientId"),
    uid: application.fetch("clientId"),
    secret: Doorkeeper.config.application_secret_strategy.transform_secret(application["clientSecret"] || SecureRandom.hex),
    redirect_uri: application.fetch("redirectUris").join("\n"),
    scopes: application.fetch("scopes").join(" "),
    confidential: application.key?("clientSecret")
  )
end

# The one connection that is the database passes from here to whichever thread serves; the others wait for it.
ActiveRecord::Base.clear_active_connections!
server = Puma::Server.new(ContractApp, Puma::Events.new($stderr, $stderr), min_threads: 4, max_threads: 4)
listener = server.add_tcp_listener("127.0.0.1", 0)
$stdout.puts listener.addr[1]
$stdout.flush
trap("TERM") { server.stop }
server.run.join
